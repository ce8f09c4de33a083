"""Plans on different cuts of the land: an exact line makes a finer floor, and the difference is told on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.conftest import Site
from tests.api.estate import SOUTH, STEP_NORTH, WEST
from tests.api.lived_in import COMMUNITY, Town, settle
from tests.people import planner_lin


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder, households=0)


def test_land_cut_exactly_is_compared_piece_by_piece(site: Site, town: Town) -> None:
    lin = site.as_(planner_lin)
    draft = lin.post(f"{COMMUNITY}/plans", {"start": "copy", "name": "切地"}).json()
    middles = [SOUTH + (row + 0.6) * STEP_NORTH for row in range(3)]
    wishes = [(grid, f"LINESTRING({WEST - 0.002} {at - 0.00004},{WEST + 0.0075} {at + 0.00004})") for grid in town.grids for at in middles]
    for grid, line in wishes:
        body = {"grid": grid, "name": "新切网格", "line": line, "exact": True, "reason": "沿路分界"}
        answer = lin.post(f"/api/plans/{draft['plan']}/split", body, seen=draft["version"])
        if answer.status_code == 200:
            break
    assert answer.status_code == 200, answer.text
    told = lin.get(f"/api/plans/{draft['plan']}/difference").json()
    (pair,) = told["pairs"]
    new = next(one for one in lin.get(f"/api/plans/{draft['plan']}").json()["grids"] if one["grid"] == pair["to_grid"])
    assert (pair["from_grid"], pair["to_grid"]) == (grid, answer.json()["grid"])
    assert pair["land_m2"] == pytest.approx(new["area_m2"], abs=0.2)
    assert sorted(line["fate"] for line in told["codes"]) == ["kept"] * len(town.grids) + ["split"]
    assert {one["grid"] for one in lin.get(f"/api/plans/{draft['plan']}/cover").json()["grids"]} >= {pair["to_grid"]}
