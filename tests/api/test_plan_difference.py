"""What a plan would change, over whole HTTP: counted against what was put there by hand."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from domain.policy import PolicyProfile
from tests.api import estate
from tests.api.conftest import Caller, Site
from tests.api.lived_in import COMMUNITY, COVER, Town, now, settle
from tests.days import china_today
from tests.people import auditor_zhou, desk_chen, planner_lin, warden_zhao

MONTH = 30
GIVEN = ("households", "registered", "people", "tickets", "needs")


@dataclass
class Weighed:
    """A draft in which one grid was split and a building of another went next door; buildings by the grids they pass between."""

    town: Town
    plan: str
    passing: dict[tuple[str, str], list[str]]
    new: str
    ticket: str
    visited: str


@pytest.fixture(scope="module")
def weighed(site: Site, folder: Path) -> Weighed:
    town = settle(site, folder, households=3)
    chen, lin = site.as_(desk_chen), site.as_(planner_lin)
    first = town.grids[0]
    home = chen.get(f"/api/households/{town.households[0][0]}").json()["building"]
    _asked(chen, town, home)
    drafted = lin.post(f"{COMMUNITY}/plans", {"start": "copy", "name": "调整"}).json()
    plan = drafted["plan"]
    split = _split(lin, plan, first, town.buildings[0], home, drafted["version"])
    building, source, target = _painted(lin, town, plan, split["version"])
    passing = {(first, split["grid"]): split["buildings"], (source, target): [building]}
    return Weighed(town, plan, passing, split["grid"], town.tickets[0], home)


def _asked(chen: Caller, town: Town, home: str) -> None:
    """A need and a visit in the building that passes, and a ticket two months ago at the place of it."""
    household = town.households[0][0]
    assert chen.post(f"/api/households/{household}/needs", {"kind": "need", "class": "health", "text": "量血压"}).status_code in (200, 201)
    purpose = next(iter(PolicyProfile.load("erenhot").purposes))
    visit = {"household": household, "warden": town.wardens[COVER[0][0].account], "purpose": purpose, "issue": "水压低", "feedback": "已报"}
    made = chen.post("/api/visits", visit | {"visited_at": now(town.site, -MONTH).isoformat()})
    assert made.status_code in (200, 201), made.text


def _split(lin: Caller, plan: str, grid: str, standing: list[dict[str, Any]], home: str, seen: int) -> dict[str, Any]:
    """The grid in two, the part with the visited home becoming the new one: the first connected half that the editor takes."""
    others = [one["building"] for one in standing if one["building"] != home]
    for count in range(len(others)):
        part = [home, *others[:count]]
        done = lin.post(f"/api/plans/{plan}/split", {"grid": grid, "name": "新网格", "buildings": part}, seen=seen)
        if done.status_code == 200:
            return done.json() | {"buildings": part}
    raise AssertionError("no half of the grid is connected")


def _painted(lin: Caller, town: Town, plan: str, seen: int) -> tuple[str, str, str]:
    for source, target in ((source, target) for source in town.grids[1:] for target in town.grids[1:] if source != target):
        for one in town.buildings[town.grids.index(source)]:
            done = lin.post(f"/api/plans/{plan}/redraw", {"buildings": [one["building"]], "to": target}, seen=seen)
            if done.status_code == 200:
                return one["building"], source, target
    raise AssertionError("no building could go next door")


def difference(site: Site, weighed: Weighed, **params: Any) -> dict[str, Any]:
    answer = site.as_(auditor_zhou).get(f"/api/plans/{weighed.plan}/difference", **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.rule("E7")
def test_every_pair_of_grids_names_what_changes_hands(site: Site, weighed: Weighed) -> None:
    told = difference(site, weighed)
    assert {(line["from_grid"], line["to_grid"]): line["buildings"] for line in told["pairs"]} == {
        pair: len(buildings) for pair, buildings in weighed.passing.items()
    }
    registered = _living(site)
    for line in told["pairs"]:
        buildings = weighed.passing[line["from_grid"], line["to_grid"]]
        assert line["households"] == estate.DWELLINGS * len(buildings)
        assert line["registered"] == line["people"] == sum(registered[each] for each in buildings)
        assert line["land_m2"] > 0
    assert told["moved"]["households"] == estate.DWELLINGS * sum(map(len, weighed.passing.values()))
    assert told["moved"]["households_in_all"] == estate.DWELLINGS * estate.COLUMNS * estate.ROWS


def test_open_tickets_needs_and_visits_follow_their_building(site: Site, weighed: Weighed) -> None:
    told = difference(site, weighed)
    split = next(line for line in told["pairs"] if line["to_grid"] == weighed.new)
    standing = {one["building"] for one in weighed.town.buildings[0]} & set(weighed.passing[weighed.town.grids[0], weighed.new])
    asked = site.as_(desk_chen).get(f"/api/tickets/{weighed.ticket}").json()
    assert split["tickets"] == (1 if asked["building"] in standing else 0)
    assert (split["needs"], split["opinions"]) == (1, 0)
    assert split["never_visited"] == split["registered"] - 1
    assert split["visits_due"] == split["never_visited"], "no round runs: due is who was never visited"
    assert told["visits_due_since"] is None


def test_a_running_round_says_what_is_due(site: Site, weighed: Weighed) -> None:
    today = china_today()
    opened = {"title": "集中走访", "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=20)).isoformat()}
    made = site.as_(desk_chen).post(f"{COMMUNITY}/visit-rounds", opened)
    assert made.status_code in (200, 201), made.text
    told = difference(site, weighed)
    split = next(line for line in told["pairs"] if line["to_grid"] == weighed.new)
    assert split["visits_due"] == split["registered"] == split["never_visited"] + 1
    assert told["visits_due_since"].startswith((today - timedelta(days=1)).isoformat())


@pytest.mark.rule("E7")
def test_old_codes_lead_to_new_ones(site: Site, weighed: Weighed) -> None:
    fates = {(line["from_grid"], line["to_grid"]): line["fate"] for line in difference(site, weighed)["codes"]}
    assert fates.pop((weighed.town.grids[0], weighed.new)) == "split"
    assert fates.pop(next(pair for pair in weighed.passing if weighed.new not in pair)) == "reassigned"
    assert fates == {(grid, grid): "kept" for grid in weighed.town.grids}


def test_wardens_stand_with_what_they_give_up_and_take_on(site: Site, weighed: Weighed) -> None:
    """The new grid goes to the wardens of the one it came from, so its holder loses nothing by the split."""
    told = difference(site, weighed)
    source, target = next(pair for pair in weighed.passing if weighed.new not in pair)
    giver, taker = (COVER[weighed.town.grids.index(grid)][0] for grid in (source, target))
    changes = {one["name"]: (one["lost_households"], one["gained_households"]) for one in told["wardens"]}
    moved = estate.DWELLINGS
    assert changes == ({} if giver == taker else {giver.name: (moved, 0), taker.name: (0, moved)})
    begins = next(one for one in told["cover"] if one["grid"] == weighed.new)
    assert (begins["a_before"], begins["a_after"]) == (None, COVER[0][0].name)
    assert (begins["b_before"], begins["b_after"]) == (None, COVER[0][1].name)


def test_past_months_are_told_again_under_both_plans(site: Site, weighed: Weighed) -> None:
    """Nothing is lost or doubled by telling it again; the visit and the ticket go with their building."""
    lines = difference(site, weighed, months=12)["months"]
    for what in ("tickets", "visits"):
        assert sum(line[f"{what}_before"] for line in lines) == sum(line[f"{what}_after"] for line in lines)
    assert sum(line["tickets_before"] for line in lines) == len(weighed.town.tickets)
    visited = [
        (line["grid"], line["visits_before"], line["visits_after"]) for line in lines if line["visits_before"] + line["visits_after"]
    ]
    earlier = now(site, -MONTH).month != now(site).month
    assert sorted(visited) == (sorted([(weighed.town.grids[0], 1, 0), (weighed.new, 0, 1)]) if earlier else [])


def test_the_work_of_every_grid_is_weighed_as_the_profile_weighs_it(site: Site, weighed: Weighed) -> None:
    """The same months that the difference tells again; a ticket is four visits."""
    told = site.as_(planner_lin).get(f"/api/plans/{weighed.plan}/workload").json()
    months = difference(site, weighed, months=12)["months"]
    assert (told["months"], told["ticket_weight"], told["visit_weight"]) == (12, 1.0, 0.25)
    assert {one["grid"] for one in told["grids"]} == {*weighed.town.grids, weighed.new}
    for one in told["grids"]:
        lines = [line for line in months if line["grid"] == one["grid"]]
        assert one["tickets"] == sum(line["tickets_after"] for line in lines)
        assert one["visits"] == sum(line["visits_after"] for line in lines)
        assert one["workload"] == one["tickets"] + one["visits"] / 4
    assert sum(one["tickets"] for one in told["grids"]) == len(weighed.town.tickets) > 0


def test_a_plan_against_itself_changes_nothing(site: Site, weighed: Weighed) -> None:
    told = difference(site, weighed, against=weighed.plan)
    assert (told["pairs"], told["wardens"], told["cover"]) == ([], [], [])
    assert {line["fate"] for line in told["codes"]} == {"kept"}


def test_the_way_back_is_the_mirror(site: Site, weighed: Weighed) -> None:
    there = difference(site, weighed)["pairs"]
    answer = site.as_(planner_lin).get(f"/api/plans/{weighed.town.plan}/difference", against=weighed.plan)
    mirrored = {(line["to_grid"], line["from_grid"]): tuple(line[name] for name in GIVEN) for line in answer.json()["pairs"]}
    assert mirrored == {(line["from_grid"], line["to_grid"]): tuple(line[name] for name in GIVEN) for line in there}


def test_moved_buildings_come_as_geojson_and_as_a_page_that_asks_for_nothing(site: Site, weighed: Weighed) -> None:
    lin = site.as_(planner_lin)
    features = lin.get(f"/api/plans/{weighed.plan}/difference/buildings").json()["features"]
    assert {one["id"] for one in features} == {each for buildings in weighed.passing.values() for each in buildings}
    assert all(one["geometry"]["type"] == "Polygon" for one in features)
    page = lin.get(f"/api/plans/{weighed.plan}/difference/map")
    assert "script-src 'sha256-" in page.headers["Content-Security-Policy"]
    assert "张三" not in page.text
    assert "调整" in page.text


def test_spreadsheets_carry_every_table_with_its_dictionary(site: Site, weighed: Weighed) -> None:
    chen, road = site.as_(desk_chen), f"/api/plans/{weighed.plan}/difference"
    book = CalamineWorkbook.from_filelike(io.BytesIO(chen.get(road, format="xlsx").content))
    assert book.sheet_names == ["改归一览", "新旧编码对照", "网格员增减", "AB岗变动", "往月数据按新边界重述", "说明"]
    told = chen.get(road, format="csv", part="codes").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(told)))
    assert Counter(line["沿革"] for line in lines) == {"保留": len(weighed.town.grids), "拆出": 1, "调整": 1}


def test_a_warden_does_not_read_drafts_and_unknown_plans_are_refused(site: Site, weighed: Weighed) -> None:
    road = f"/api/plans/{weighed.plan}/difference"
    assert site.as_(warden_zhao).get(road).status_code == 403
    unknown = site.as_(planner_lin).get(road, against="pln-zzzzzzzzzzzzzzzz")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "plan.unknown")


def _living(site: Site) -> Counter[str]:
    """Registered households by building, as the register tells them one by one."""
    found = site.as_(desk_chen).get(f"{COMMUNITY}/households", limit=1000).json()["households"]
    return Counter(one["building"] for one in found)


@pytest.mark.rule("P2")
def test_cover_is_suggested_from_the_borders_of_any_plan(site: Site, weighed: Weighed) -> None:
    lin = site.as_(planner_lin)
    grids = {one["grid"]: one for one in lin.get(f"/api/plans/{weighed.plan}/cover").json()["grids"]}
    assert grids.keys() == {*weighed.town.grids, weighed.new}
    for grid, told in grids.items():
        metres = [near["border_m"] for near in told["neighbours"]]
        assert metres == sorted(metres, reverse=True)
        assert all(grid in {back["grid"] for back in grids[near["grid"]]["neighbours"]} for near in told["neighbours"])
        assert told["suggested"]["grid"] in {near["grid"] for near in told["neighbours"]}
    assert sum(one["households"] for one in grids.values()) == estate.DWELLINGS * estate.COLUMNS * estate.ROWS
    assert sum(one["tickets"] for one in grids.values()) == len(weighed.town.tickets)
    post = weighed.town.posts[0]
    named = site.as_(desk_chen).get(f"{COMMUNITY}/posts/{post}/neighbours").json()["neighbours"]
    present = lin.get(f"/api/plans/{weighed.town.plan}/cover").json()["grids"][0]
    assert [(one["grid"], one["border_m"]) for one in named] == [(near["grid"], near["border_m"]) for near in present["neighbours"]]
