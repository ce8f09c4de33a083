"""Whom to visit next, and what was visited why."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

import pytest

from domain import visit
from projections import household_history, visit_log
from projections.moments import CHINA
from projections.rebuild import rebuild
from projections.statements import rows
from tests.projections.households import family, hh, moved_in, moved_out, registered, visited
from tests.projections.town import COMMUNITY, Town, grd

MONDAY, TUESDAY = date(2024, 6, 3), date(2024, 6, 4)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)


@pytest.fixture
def walked(town: Town) -> Town:
    """Five households of grid 1: 2 visited in May, 3 in April, 1 and 4 never; 5 moved away. One more lives in grid 2."""
    town.settle()
    for number in (1, 2, 3, 4, 5):
        town.tell(hh(number), registered(number, 1, 1, family(number * 10, 1)), at=at(date(2024, 1, number)))
    town.tell(hh(6), registered(6, 5, 2, family(60, 1)), at=at(date(2024, 1, 6)))
    town.tell(hh(5), moved_out(1, 1), at=at(date(2024, 2, 1)))
    told = ((2, date(2024, 5, 7), "purpose"), (3, date(2024, 4, 2), "census"), (1, MONDAY, "census"))
    for n, (number, day, purpose) in enumerate(told, 1):
        event = replace(visited(number, 1, 1, at(day), f"vis-000{n}"), purpose=purpose)
        town.tell(event.visit, event, at=at(day))
    town.run()
    return town


@pytest.mark.rule("T1", "C3")
def test_the_longest_unvisited_comes_first_and_the_list_stands_all_day(walked: Town):
    listed = visit_log.today(walked.conn, [grd(1)], MONDAY, at(MONDAY, 12))
    assert [one["household"] for one in listed] == [hh(1), hh(4), hh(3), hh(2)]
    assert [one["done_at"] for one in listed] == [at(MONDAY), None, None, None]
    tomorrow = visit_log.today(walked.conn, [grd(1)], TUESDAY, at(TUESDAY))
    assert [one["household"] for one in tomorrow] == [hh(4), hh(3), hh(2), hh(1)]


@pytest.mark.rule("T1")
def test_the_list_is_as_long_as_the_profile_says_and_holds_every_grid_of_the_warden(walked: Town):
    listed = visit_log.today(walked.conn, [grd(1), grd(2)], MONDAY, at(MONDAY), limit=3)
    assert [one["household"] for one in listed] == [hh(1), hh(4), hh(6)]
    assert visit_log.visited_on(walked.conn, "wdn-0001", MONDAY) == 1


@pytest.mark.rule("T19", "R6")
def test_visits_are_counted_by_purpose_and_role_and_no_warden_is_named(walked: Town):
    event = replace(visited(6, 5, 2, at(MONDAY), "vis-0009"), role=visit.Role.MEDIATION, contact=visit.Contact.PHONE)
    walked.tell(event.visit, event)
    walked.run()
    counted = visit_log.statistics(walked.conn, COMMUNITY, date(2024, 4, 1), MONDAY)
    assert [(one["purpose"], one["role"], one["contact"], one["visits"], one["households"]) for one in counted] == [
        ("census", "liaison", "home", 2, 2),
        ("census", "mediation", "phone", 1, 1),
        ("purpose", "liaison", "home", 1, 1),
    ]
    assert not any("warden" in name for one in counted for name in one)
    assert visit_log.statistics(walked.conn, COMMUNITY, MONDAY, MONDAY, [grd(2)]) == counted[1:2]


def purposes(walked: Town, since: date, until: date) -> dict[tuple[str, str], int]:
    """As the sums of months tell it, which building by building tells too."""
    summed = {(one["purpose"], one["contact"]): one["visits"] for one in visit_log.purposes(walked.conn, [COMMUNITY], since, until)}
    placed: Counter[tuple[str, str]] = Counter()
    for one in visit_log.placed_purposes(walked.conn, [COMMUNITY], since, until):
        placed[one["purpose"], one["contact"]] += one["visits"]
    assert summed == placed
    return summed


def test_visits_of_whole_months_are_read_as_their_sums_and_the_days_beside_them_one_by_one(walked: Town):
    assert purposes(walked, date(2024, 4, 1), date(2024, 6, 30)) == {("census", "home"): 2, ("purpose", "home"): 1}
    assert purposes(walked, date(2024, 4, 3), date(2024, 6, 2)) == {("purpose", "home"): 1}
    assert purposes(walked, MONDAY, MONDAY) == {("census", "home"): 1}


@pytest.mark.rule("T2")
def test_the_log_of_a_day_is_read_page_by_page_without_its_text(walked: Town):
    first = visit_log.visits(walked.conn, COMMUNITY, since=date(2024, 4, 1), until=MONDAY, limit=2)
    rest = visit_log.visits(walked.conn, COMMUNITY, since=date(2024, 4, 1), until=MONDAY, after=first[-1]["visit"])
    assert [one["visit"] for one in (*first, *rest)] == ["vis-0002", "vis-0001", "vis-0003"]
    assert "found" not in first[0]
    assert visit_log.visits(walked.conn, COMMUNITY, since=MONDAY, until=MONDAY, grids=[grd(2)]) == []


def corrected(before: visit.Recorded, **right: object) -> visit.Corrected:
    was = visit.fold([before]).entry
    told = {"visit": before.visit, "community": before.community, "was": was, "right": replace(was, **right)}
    return visit.Corrected(**told, is_new_text=False, note=was.found, corrected_by="zhao", approved_by=None)


def test_a_visit_put_right_is_counted_where_it_belongs_and_a_draw_made_before_is_found_again(walked: Town):
    """It was recorded of household 1 on Monday; it was household 4, in April, for another reason."""
    before = walked.run()
    right = {"household": hh(4), "visited_at": at(date(2024, 4, 9)), "purpose": "mediation"}
    walked.tell("vis-0003", corrected(replace(visited(1, 1, 1, at(MONDAY), "vis-0003"), purpose="census"), **right), at=right["visited_at"])
    after = walked.run()
    listed = {
        one["household"]: (one["last_visit_at"], one["done_at"]) for one in visit_log.today(walked.conn, [grd(1)], MONDAY, at(MONDAY, 12))
    }
    assert (listed[hh(1)], listed[hh(4)]) == ((None, None), (right["visited_at"], None))
    assert visit_log.statistics(walked.conn, COMMUNITY, MONDAY, MONDAY) == []
    assert purposes(walked, date(2024, 6, 1), date(2024, 6, 30)) == {}
    assert purposes(walked, date(2024, 3, 20), MONDAY) == {("census", "home"): 1, ("mediation", "home"): 1, ("purpose", "home"): 1}
    days = ((MONDAY, MONDAY), (date(2024, 4, 9), date(2024, 4, 9)))
    assert [visit_log.visited(walked.conn, [COMMUNITY], *each, at(TUESDAY))[0]["visited"] for each in days] == [0, 1]
    assert household_history.never_visited(walked.conn, [hh(1), hh(4)]) == {hh(1)}
    told = {"communities": [COMMUNITY], "at": at(MONDAY)}
    shown = {one["purpose"]: one["visits"] for one in rows(walked.conn, "situation_map", "visits", **told)}
    assert shown == {"purpose": 1, "census": 1, "mediation": 1}
    looked = [one for one in rows(walked.conn, "six_clear", "visits", **told) if one["household"] == hh(4)]
    assert [(one["purpose"], one["last"]) for one in looked] == [("mediation", date(2024, 4, 9))]
    drawn = [visit_log.recorded_between(walked.conn, COMMUNITY, 0, through) for through in (before, after)]
    assert [next(one["household"] for one in some if one["visit"] == "vis-0003") for some in drawn] == [hh(1), hh(4)]
    (told,) = visit_log.corrections(walked.conn, COMMUNITY)
    assert visit_log.corrected(told)["changed"] == ["household", "visited_at", "purpose"]


def test_corrections_wait_are_rejected_and_made_and_a_rebuild_tells_the_same(walked: Town):
    made = corrected(replace(visited(1, 1, 1, at(MONDAY), "vis-0003"), purpose="census"), purpose="mediation")
    told = {name: getattr(made, name) for name in ("visit", "community", "was", "right", "is_new_text", "note")}
    asked = visit.CorrectionProposed(**told, because=visit.Because.OVERDUE, proposed_by="zhao")
    walked.tell("vis-0003", asked)
    walked.run()
    assert [one["status"] for one in visit_log.corrections(walked.conn, COMMUNITY, status="pending")] == ["pending"]
    assert visit_log.visit(walked.conn, "vis-0003")["purpose"] == "census"
    refused = visit.CorrectionRejected(visit="vis-0003", note=made.note, rejected_by="chen")
    walked.tell("vis-0003", refused, asked, replace(made, approved_by="chen"), by="chen")
    walked.run()
    decided = visit_log.corrections(walked.conn, visit="vis-0003")
    assert [(one["status"], one["proposed_by"], one["decided_by"]) for one in decided] == [
        ("made", "zhao", "chen"),
        ("rejected", "zhao", "chen"),
    ]
    assert visit_log.visit(walked.conn, "vis-0003")["purpose"] == "mediation"
    assert rebuild(walked.journal, walked.dsn_project, check=True).equal


ELSEWHERE = "com-321111001002"


@pytest.fixture
def over_the_spring(town: Town) -> Town:
    """1 and 2 live in grid 1, 3 in grid 2; 2 goes away on 10 April and is back in grid 2 on 1 May. Another community filed 3's visit."""
    town.settle()
    for number, grid in ((1, 1), (2, 1), (3, 2)):
        town.tell(hh(number), registered(number, number, grid, family(number * 10, 2)), at=at(date(2024, 1, number)))
    for place, (number, day, hour) in enumerate(((1, (3, 20), 9), (2, (3, 31), 23), (1, (3, 5), 9), (1, (4, 2), 9), (3, (3, 9), 9))):
        event = visited(number, number, 1, at(date(2024, *day), hour), f"vis-001{place}")
        town.tell(event.visit, replace(event, community=ELSEWHERE) if number == 3 else event)
    town.tell(hh(2), moved_out(2, 1), at=at(date(2024, 4, 10)))
    town.tell(hh(2), moved_in(2, 5, 2, family(20, 2)), at=at(date(2024, 5, 1)))
    town.run(batch=3)
    return town


@pytest.mark.parametrize(
    "since, until, seen, expected",
    [
        ((3, 1), (3, 31), (4, 5), {1: (2, 2, 3), 2: (1, 0, 0)}),
        ((3, 1), (3, 31), (4, 20), {1: (1, 1, 2), 2: (1, 0, 0)}),
        ((3, 1), (3, 31), (5, 2), {1: (1, 1, 2), 2: (2, 1, 1)}),
        ((3, 20), (3, 30), (4, 5), {1: (2, 1, 1), 2: (1, 0, 0)}),
        ((4, 1), (5, 31), (5, 2), {1: (1, 1, 1), 2: (2, 0, 0)}),
        ((3, 1), (3, 31), (1, 2), {1: (2, 2, 3)}),
    ],
)
def test_visits_of_any_days_of_those_who_live_there_then(over_the_spring: Town, since, until, seen, expected):
    """In the grid where they live then; whoever has moved away counts no more; what another community filed, where it is asked too."""
    town, days = over_the_spring, (date(2024, *since), date(2024, *until))
    found = visit_log.visited(town.conn, [COMMUNITY], *days, at(date(2024, *seen), 12))
    assert {one["grid"]: (one["households"], one["visited"], one["visits"]) for one in found} == {
        grd(grid): counts for grid, counts in expected.items()
    }
    (whole,) = visit_log.visited(town.conn, [COMMUNITY, ELSEWHERE], *days, at(date(2024, *seen), 12), by="community")
    astray = 1 if since == (3, 1) and seen != (1, 2) else 0
    assert (whole["visited"], whole["visits"]) == tuple(sum(one[place] for one in expected.values()) + astray for place in (1, 2))


def test_what_is_gathered_of_visits_is_what_a_rebuild_gathers(over_the_spring: Town):
    report = rebuild(over_the_spring.journal, over_the_spring.dsn_project, [visit_log.VIEW], check=True)
    assert [one.table for one in report.tables if not one.equal] == []
