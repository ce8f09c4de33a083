from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain import household
from projections import household_history as homes
from projections.household_history import Count
from projections.moments import start_of_day
from tests.projections.households import family, hh, member, moved_in, moved_out, moved_within, reassigned, registered, visited
from tests.projections.town import COMMUNITY, Town, bld, grd, sealed

JAN, MARCH, MAY, JULY = (date(2024, month, 1) for month in (1, 3, 5, 7))


def people(town: Town, number: int, on: date | datetime) -> list[str]:
    return [one["person"] for one in homes.household(town.conn, hh(number), on)["members"]]


@pytest.fixture
def lived(town: Town) -> Town:
    """One household: in building 1 from January, building 5 from March, another grid from May, away from July."""
    town.settle()
    town.tell(hh(1), registered(1, 1, 1, family(1, 3)), at=JAN)
    town.tell(hh(1), moved_within(1, (1, 5), (1, 2)), at=MARCH)
    town.tell(hh(1), reassigned(2, 3), at=MAY, document="润政〔2024〕5号", by="approver_wu")
    town.tell(hh(1), moved_out(5, 3), at=JULY)
    town.run()
    return town


@pytest.mark.parametrize(
    "on, standing, building, grid",
    [
        (JAN, "present", 1, 1),
        (date(2024, 2, 29), "present", 1, 1),
        (MARCH, "present", 5, 2),
        (start_of_day(MAY), "present", 5, 3),
        (date(2024, 6, 30), "present", 5, 3),
        (JULY, "moved_out", None, None),
    ],
)
def test_a_household_stands_where_it_stood_on_the_day(lived: Town, on, standing, building, grid):
    found = homes.household(lived.conn, hh(1), on)
    assert (found["standing"], found["building"], found["grid"]) == (standing, building and bld(building), grid and grd(grid))
    assert len(found["members"]) == (3 if building else 0)
    assert found["door"] == ({"subject": hh(1), "key": "k1", "box": "c2VhbGVk"} if building else None)


def test_before_its_first_day_there_is_no_household(lived: Town):
    assert homes.household(lived.conn, hh(1), date(2023, 12, 31)) is None
    assert homes.household(lived.conn, "hh-none") is None


def test_the_story_says_who_when_what_and_why(lived: Town):
    first, second, third, last = homes.history(lived.conn, hh(1))
    assert (first["name"], first["actor"], first["effective_at"]) == ("household.registered", "planner_lin", start_of_day(JAN))
    assert {"what": "building", "from": None, "to": bld(1)} in first["changes"]
    assert second["changes"] == [{"what": "building", "from": bld(1), "to": bld(5)}, {"what": "grid", "from": grd(1), "to": grd(2)}]
    assert (second["reason"], second["sealed"]["subject"]) == ("换房", hh(1))
    assert (third["plan"], third["document"], third["actor"]) == ("pln-0002", "润政〔2024〕7号", "approver_wu")
    assert (last["name"], last["recorded_at"] > last["effective_at"]) == ("household.moved_out", True)
    assert [line["position"] for line in homes.history(lived.conn, hh(1), MARCH)] == [first["position"], second["position"]]


def test_a_return_forgets_who_came_along_the_first_time(lived: Town):
    lived.tell(hh(1), moved_in(1, 2, 1, (member(1), member(9, "child"))), at=date(2024, 9, 1))
    lived.run()
    assert people(lived, 1, date(2024, 9, 1)) == ["psn-0001", "psn-0009"]
    assert people(lived, 1, MARCH) == ["psn-0001", "psn-0002", "psn-0003"]
    assert homes.household(lived.conn, hh(1), date(2024, 9, 1))["hukou"] == "elsewhere"
    assert homes.household(lived.conn, hh(1), JULY)["standing"] == "moved_out"


def test_a_fact_told_late_falls_into_its_place(lived: Town):
    lived.tell(hh(1), moved_within(1, (1, 3), (1, 1)), household.MemberLeft(person="psn-0003", reason="参军"), at=date(2024, 2, 1))
    lived.run()
    february = homes.household(lived.conn, hh(1), date(2024, 2, 10))
    assert (february["building"], people(lived, 1, date(2024, 2, 10))) == (bld(3), ["psn-0001", "psn-0002"])
    assert homes.household(lived.conn, hh(1), MARCH)["building"] == bld(5)
    assert people(lived, 1, MARCH) == ["psn-0001", "psn-0002"]


def test_split_and_merge_carry_the_members(town: Town):
    town.tell(hh(1), registered(1, 1, 1, family(1, 3)), at=JAN)
    town.tell(hh(1), household.Split(into=hh(2), persons=("psn-0003",), reason="分户"), at=MARCH)
    formed = household.FormedBySplit(
        household=hh(2),
        community=COMMUNITY,
        came_from=hh(1),
        building=bld(2),
        grid=grd(1),
        door=sealed(hh(2)),
        hukou=household.Hukou.HERE,
        members=(member(3),),
    )
    town.tell(hh(2), formed, at=MARCH)
    town.tell(hh(2), household.Merged(into=hh(1), reason="并户"), at=JULY)
    town.tell(hh(1), household.Absorbed(came_from=hh(2), members=(member(3, "child"),)), at=JULY)
    town.run()
    assert (people(town, 1, JAN), people(town, 1, MAY), people(town, 2, MAY)) == (
        ["psn-0001", "psn-0002", "psn-0003"],
        ["psn-0001", "psn-0002"],
        ["psn-0003"],
    )
    assert people(town, 1, JULY) == ["psn-0001", "psn-0002", "psn-0003"]
    gone = homes.household(town.conn, hh(2), JULY)
    assert (gone["standing"], gone["merged_into"], gone["members"]) == ("merged", hh(1), [])
    assert homes.lives_in(town.conn, ["psn-0003", "psn-0099"], MAY) == {"psn-0003": hh(2)}
    assert homes.lives_in(town.conn, ["psn-0003"], JULY) == {"psn-0003": hh(1)}


def test_counts_by_building_and_grid_as_of_a_day(lived: Town):
    lived.tell(hh(2), registered(2, 5, 2, family(10, 2)), at=JAN)
    lived.tell(hh(3), registered(3, 6, None, family(20, 4)), at=MARCH)
    lived.run()
    assert homes.counts_by_building(lived.conn, COMMUNITY, JAN) == {bld(1): Count(1, 3), bld(5): Count(1, 2)}
    assert homes.counts_by_building(lived.conn, COMMUNITY, MARCH) == {bld(5): Count(2, 5), bld(6): Count(1, 4)}
    assert homes.counts_by_grid(lived.conn, COMMUNITY, MAY) == {grd(3): Count(1, 3), grd(2): Count(1, 2), None: Count(1, 4)}
    assert [(one["household"], one["grid"]) for one in homes.in_buildings(lived.conn, [bld(5)], MAY)] == [(hh(1), grd(3)), (hh(2), grd(2))]


def test_households_page_by_page(lived: Town):
    for number in range(2, 7):
        lived.tell(hh(number), registered(number, 6, 2, family(number * 10, number)), at=JAN)
    lived.run()
    first = homes.households(lived.conn, community=COMMUNITY, as_of=JAN, limit=4)
    rest = homes.households(lived.conn, community=COMMUNITY, as_of=JAN, limit=4, after=first[-1]["household"])
    assert [one["household"] for one in first + rest] == [hh(n) for n in range(1, 7)]
    assert [one["persons"] for one in first + rest] == [3, 2, 3, 4, 5, 6]
    assert first[1]["head"]["subject"] == "psn-0020"
    assert len(homes.households(lived.conn, grid=grd(2), as_of=JAN)) == len(homes.households(lived.conn, building=bld(6), as_of=JAN)) == 5
    assert homes.households(lived.conn, building=bld(6), as_of=datetime(2020, 1, 1, tzinfo=UTC)) == []


@pytest.mark.rule("G8")
def test_who_was_not_visited(lived: Town):
    lived.tell(hh(2), registered(2, 5, 2, family(10, 2)), at=JAN)
    lived.tell("vis-0001", visited(1, 5, 2), at=start_of_day(date(2024, 4, 1)))
    lived.run()
    assert homes.visited(lived.conn, grd(2), MARCH) == (2, 2)
    assert homes.visited(lived.conn, grd(2), date(2024, 4, 1)) == (2, 1)
    assert homes.visited(lived.conn, grd(2), MAY) == (1, 1)
    assert homes.visited(lived.conn, grd(3), MAY, since=start_of_day(MAY)) == (1, 1)
    first, second = homes.households(lived.conn, community=COMMUNITY, as_of=MAY)
    assert (first["last_visit_at"], second["last_visit_at"]) == (start_of_day(date(2024, 4, 1)), None)
