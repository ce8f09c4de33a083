"""What was done at a block before it was divided is that of its stairwells in equal parts, wherever past work is told under a plan."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.policy import PolicyProfile
from tests.api.conftest import Caller, Site
from tests.api.lived_in import COMMUNITY, Town, settle
from tests.days import china_today
from tests.people import auditor_zhou, desk_chen, planner_lin

TICKETS, STAIRWELLS = 5, 4


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder, households=0)


@pytest.fixture(scope="module")
def border(site: Site, town: Town) -> tuple[str, str, str]:
    """A block that could go next door, its grid and the one next door; last month five complaints came from it."""
    lin, chen, day = site.as_(planner_lin), site.as_(desk_chen), china_today().replace(day=1) - timedelta(days=10)
    block, source, target = _able(lin, town)
    told = {
        "category": next(iter(PolicyProfile.load("erenhot").categories)),
        "text": "路灯不亮",
        "building": block,
        "effective_at": f"{day}T10:00:00+08:00",
    }
    for _ in range(TICKETS):
        assert chen.post(f"{COMMUNITY}/tickets", told).status_code == 201
    return block, source, target


@pytest.fixture(scope="module")
def parted(site: Site, town: Town, border: tuple[str, str, str]) -> str:
    """A draft in which one stairwell of that block, divided since, lies next door."""
    lin, (block, _, target) = site.as_(planner_lin), border
    given = {"blocks": [{"building": block, "stairwells": STAIRWELLS, "others": 1}], "reason": "超出户数"}
    divided = lin.post(f"{COMMUNITY}/stairwells", given)
    assert divided.status_code == 201, divided.text
    draft = lin.post(f"{COMMUNITY}/plans", {"start": "copy", "name": "分单元"}).json()
    for each in divided.json()["divided"][block]:
        body = {"buildings": [each], "to": target}
        if lin.post(f"/api/plans/{draft['plan']}/redraw", body, seen=draft["version"]).status_code == 200:
            return draft["plan"]
    raise AssertionError("no stairwell lies beside the next grid")


def _able(lin: Caller, town: Town) -> tuple[str, str, str]:
    draft = lin.post(f"{COMMUNITY}/plans", {"start": "copy", "name": "试画"}).json()
    for source, standing in zip(town.grids, town.buildings, strict=True):
        for target in (each for each in town.grids if each != source):
            for one in standing:
                body = {"buildings": [one["building"]], "to": target}
                if lin.post(f"/api/plans/{draft['plan']}/redraw", body, seen=draft["version"]).status_code == 200:
                    return one["building"], source, target
    raise AssertionError("no block lies beside the next grid")


def test_past_months_give_each_stairwell_its_part(site: Site, border: tuple[str, str, str], parted: str) -> None:
    _, source, target = border
    lines = told(site, parted)
    moved = {
        grid: sum(line["tickets_after"] - line["tickets_before"] for line in lines if line["grid"] == grid) for grid in (source, target)
    }
    part = TICKETS / STAIRWELLS
    assert moved == {source: -part, target: part}
    assert sum(line["tickets_before"] for line in lines) == sum(line["tickets_after"] for line in lines)


def test_under_the_plan_that_holds_the_block_whole_its_work_is_whole(site: Site, parted: str) -> None:
    assert all(isinstance(line["tickets_before"], int) for line in told(site, parted))


def test_the_load_that_the_planner_sees_is_made_of_the_same(site: Site, border: tuple[str, str, str], parted: str) -> None:
    lines = told(site, parted)
    load = site.as_(planner_lin).get(f"/api/plans/{parted}/workload", months=12).json()["grids"]
    for one in load:
        assert one["tickets"] == sum(line["tickets_after"] for line in lines if line["grid"] == one["grid"])
        assert one["workload"] == pytest.approx(one["tickets"] + one["visits"] / 4, abs=0.01)
    assert any(one["tickets"] % 1 for one in load)


def told(site: Site, plan: str) -> list[dict[str, Any]]:
    answer = site.as_(auditor_zhou).get(f"/api/plans/{plan}/difference", months=12)
    assert answer.status_code == 200, answer.text
    return answer.json()["months"]
