"""What a planner asks of a proposal: roads and water, work spread evenly, buildings together, few moves; watched, and stopped."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely

from domain import plan_events
from tests.api import estate
from tests.api.conftest import Caller, Site
from tests.days import china_today
from tests.people import auditor_zhou, desk_chen, planner_lin

CODE = "321111009007"
COMMUNITY = f"/api/communities/{CODE}"
ROWS, COLUMNS = estate.ROWS, estate.COLUMNS


def line(start: tuple[float, float], end: tuple[float, float], highway: str, name: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"highway": highway, "name": name},
        "geometry": {"type": "LineString", "coordinates": [start, end]},
    }


def file_of(*lines: dict[str, Any]) -> dict[str, tuple[str, bytes]]:
    return {"file": ("道路.geojson", json.dumps({"type": "FeatureCollection", "features": lines}).encode())}


ACROSS = estate.SOUTH + 1.7 * estate.STEP_NORTH
"""Between the second and the third row of slabs, from the west to the east: the long way through the estate."""
TRUNK = line((estate.WEST - 0.001, ACROSS), (estate.WEST + 0.007, ACROSS), "primary", "迎春路")
SOUTH = line((estate.WEST - 0.001, estate.SOUTH - 0.0001), (estate.WEST + 0.007, estate.SOUTH - 0.0001), "residential", "南巷")
PATH = line((estate.WEST, estate.SOUTH), (estate.WEST, ACROSS), "footway", "")
FAR = line((estate.WEST + 1, ACROSS), (estate.WEST + 1.01, ACROSS), "primary", "外地路")


@pytest.fixture(scope="module")
def lin(site: Site, folder: Path) -> Caller:
    """The estate under 润州, where two grids of twelve slabs hold it, with a road along its southern border."""
    lin, file = site.as_(planner_lin), estate.write(folder)
    form, files = {"name": "锦绣社区", "policy": "runzhou"}, {"file": (file.name, file.read_bytes()), "roads": file_of(SOUTH, FAR)["file"]}
    made = lin.post(f"{COMMUNITY}/buildings", files=files, data=form)
    assert (made.status_code, made.json()["lines"]) == (201, 1)
    return lin


@pytest.fixture(scope="module")
def slabs(lin: Caller) -> dict[int, str]:
    """Building by number, from the south-west."""
    return {int(each["number"]): each["building"] for each in lin.get(f"{COMMUNITY}/buildings").json()["buildings"]}


def parts(lin: Caller, slabs: dict[int, str], **asked: Any) -> set[frozenset[int]]:
    """The slabs of each grid of a proposal."""
    drafted = lin.post(f"{COMMUNITY}/plans", {"wanted": 2} | asked)
    assert drafted.status_code == 201, drafted.text
    return divided(lin, slabs, drafted.json()["plan"])


def divided(lin: Caller, slabs: dict[int, str], plan: str) -> set[frozenset[int]]:
    grids = [shapely.geometry.shape(one["geometry"]) for one in lin.get(f"/api/plans/{plan}/grids").json()["features"]]
    return {frozenset(number for number in slabs if grid.contains(middle(number))) for grid in grids}


def middle(number: int) -> shapely.Point:
    row, column = divmod(number - 1, COLUMNS)
    return shapely.geometry.shape(estate.feature(number, column, row)["geometry"]).centroid


WEST_AND_EAST = {frozenset(n for n in range(1, 25) if ((n - 1) % COLUMNS < 3) is west) for west in (True, False)}
SOUTH_AND_NORTH = {frozenset(range(1, 13)), frozenset(range(13, 25))}


def test_the_shortest_border_runs_where_the_estate_is_narrow(lin: Caller, slabs: dict[int, str]) -> None:
    assert parts(lin, slabs) == WEST_AND_EAST


def test_work_is_spread_evenly_where_that_is_asked(site: Site, lin: Caller, slabs: dict[int, str]) -> None:
    chen, day = site.as_(desk_chen), china_today().replace(day=1) - timedelta(days=10)
    for number in (1, 13, 14, 7):
        told = {"category": "sanitation", "text": "路灯不亮", "building": slabs[number], "effective_at": f"{day}T10:00:00+08:00"}
        for _ in range(3):
            made = chen.post(f"{COMMUNITY}/tickets", told)
            assert made.status_code == 201, made.text
    assert parts(lin, slabs, balance="workload", months=3) == SOUTH_AND_NORTH
    assert parts(lin, slabs, balance="workload", months=3, ticket_weight=0, visit_weight=1) == WEST_AND_EAST


def test_the_roads_that_came_with_the_buildings_are_lines_of_the_community(site: Site, lin: Caller) -> None:
    (feature,) = site.as_(auditor_zhou).get(f"{COMMUNITY}/dividing-lines").json()["features"]
    assert feature["properties"] == {"kind": "local_road", "name": "南巷", "source": "道路.geojson"}


def test_roads_are_recorded_and_paths_and_far_ones_left_out(site: Site, lin: Caller) -> None:
    assert lin.post(f"{COMMUNITY}/dividing-lines", files=file_of(PATH, FAR)).json()["code"] == "dividers.none_inside"
    made = lin.post(f"{COMMUNITY}/dividing-lines", files=file_of(TRUNK, PATH, FAR))
    assert (made.status_code, made.json()["lines"], made.json()["left_out"]) == (201, 1, 2)
    again = lin.post(f"{COMMUNITY}/dividing-lines", files=file_of(TRUNK, PATH, FAR))
    assert again.json()["version"] == made.json()["version"]
    (feature,) = site.as_(auditor_zhou).get(f"{COMMUNITY}/dividing-lines").json()["features"]
    assert feature["properties"] == {"kind": "main_road", "name": "迎春路", "source": "道路.geojson"}


def test_borders_follow_a_road_as_much_as_the_planner_likes(lin: Caller, slabs: dict[int, str]) -> None:
    assert parts(lin, slabs, follow=0.9) == SOUTH_AND_NORTH
    assert parts(lin, slabs, follow=0) == WEST_AND_EAST


def test_no_grid_crosses_a_line_that_may_not_be_crossed(lin: Caller, slabs: dict[int, str]) -> None:
    assert parts(lin, slabs, follow=0, uncrossed=["main_road"]) == SOUTH_AND_NORTH


def test_buildings_that_belong_together_stay_together(lin: Caller, slabs: dict[int, str]) -> None:
    row = [slabs[number] for number in range(1, 7)]
    south = next(grid for grid in parts(lin, slabs, follow=0, together=[row]) if 1 in grid)
    assert set(range(1, 7)) <= south
    refused = lin.post(f"{COMMUNITY}/plans", {"together": [[slabs[1], "bld-0000000000000000"]]})
    assert (refused.status_code, refused.json()["code"]) == (404, "plan.together_unknown")


def test_buildings_on_both_sides_of_a_line_not_to_be_crossed_are_named_with_their_place(lin: Caller, slabs: dict[int, str]) -> None:
    wish = {"together": [[slabs[1], slabs[2]], [slabs[3], slabs[24]]], "uncrossed": ["main_road"]}
    refused = lin.post(f"{COMMUNITY}/plans", wish)
    told = refused.json()
    assert (refused.status_code, told["code"]) == (409, "plan.together_cut_off")
    addresses = {each["building"]: each["address"] for each in lin.get(f"{COMMUNITY}/buildings").json()["buildings"]}
    asked = {addresses[slabs[3]], addresses[slabs[24]]}
    assert {told["facts"]["building"], told["facts"]["apart"]} == asked
    assert all(address in told["title"] for address in asked)
    lon, lat = told["facts"]["place"]
    assert min(middle(number).distance(shapely.Point(lon, lat)) for number in (3, 24)) < 1e-4


def test_what_was_asked_stands_in_the_journal_and_can_be_asked_again(site: Site, lin: Caller, slabs: dict[int, str]) -> None:
    asked = {"seed": 7, "follow": 0.9, "balance": "households"}
    first, second = (lin.post(f"{COMMUNITY}/plans", {"wanted": 2} | asked).json()["plan"] for _ in range(2))
    assert divided(lin, slabs, first) == divided(lin, slabs, second)
    (brief,) = [each.body for each in site.office.journal.read(first) if isinstance(each.body, plan_events.Briefed)]
    assert (brief.follow, brief.balance, brief.months, brief.visit_weight, brief.stopped) == (0.9, "households", 12, 0.25, False)


def test_two_proposals_are_compared_by_the_grids_that_are_most_alike(lin: Caller) -> None:
    """Each was drawn from nothing, so no grid of the one is a grid of the other."""
    first, again, other = (lin.post(f"{COMMUNITY}/plans", {"wanted": 2, "follow": follow}).json()["plan"] for follow in (0, 0, 0.9))
    assert lin.get(f"/api/plans/{again}/difference", against=first).json()["pairs"] == []
    pairs = lin.get(f"/api/plans/{other}/difference", against=first).json()["pairs"]
    assert sum(pair["households"] for pair in pairs) == 12 * estate.DWELLINGS


def watched(lin: Caller, run: str) -> dict[str, Any]:
    for _ in range(600):
        told = lin.get(f"/api/proposals/{run}").json()
        if told["state"] != "running":
            return told
        time.sleep(0.1)
    raise AssertionError(f"still running: {told}")


def test_a_run_is_watched_until_its_draft_is_there(site: Site, lin: Caller, slabs: dict[int, str]) -> None:
    begun = lin.post(f"{COMMUNITY}/proposals", {"wanted": 2, "follow": 0})
    assert begun.status_code == 202, begun.text
    told = watched(lin, begun.json()["run"])
    assert (told["state"], told["share"], told["result"]["stopped"]) == ("finished", 1.0, False)
    recorded = lin.get(f"/api/proposals/{told['run']}").headers["X-Journal-Position"]
    assert int(recorded) == site.office.journal.head(), "whoever lists plans next waits for the draft"
    assert divided(lin, slabs, told["result"]["plan"]) == WEST_AND_EAST
    assert site.as_(auditor_zhou).get(f"/api/proposals/{told['run']}").status_code == 403
    assert lin.get("/api/proposals/run-0000000000000000").json()["code"] == "proposal.run_unknown"


def test_a_run_that_is_stopped_keeps_the_best_plan_so_far(lin: Caller, slabs: dict[int, str]) -> None:
    begun = lin.post(f"{COMMUNITY}/proposals", {"effort": "thorough", "follow": 0}).json()
    assert lin.post(f"/api/proposals/{begun['run']}/stop", {}).json()["stopping"]
    told = watched(lin, begun["run"])
    assert (told["state"], told["result"]["stopped"]) == ("finished", True)
    assert sorted(n for grid in divided(lin, slabs, told["result"]["plan"]) for n in grid) == list(range(1, 25))


def test_a_refused_run_says_why(lin: Caller) -> None:
    begun = lin.post(f"{COMMUNITY}/proposals", {"together": [["bld-0000000000000000", "bld-0000000000000001"]]}).json()
    told = watched(lin, begun["run"])
    assert (told["state"], told["result"]["code"]) == ("refused", "plan.together_unknown")
