"""The circle: who walks too far, by a stated factor."""

from __future__ import annotations

import pytest

from tests.api.estate import SOUTH, WEST
from tests.api.lived_in import Town
from tests.api.structure.conftest import get, post
from tests.people import approver_wang, desk_chen, planner_lin


@pytest.mark.rule("R19", "R20")
def test_households_outside_the_circle(town: Town):
    assert get(town, planner_lin, "facilities/circle", status=404)["code"] == "policy.rule_unknown"
    post(town, approver_wang, "profile", {"profile": "runzhou", "reason": "改行润州制度"})
    assert get(town, planner_lin, "facilities/circle")["households_outside"] == 960
    far = {"kind": "hall", "name": "远处大厅", "lon": WEST - 0.05, "lat": SOUTH, "area_m2": 300, "floor": 2}
    made = post(town, desk_chen, "facilities", far, status=201)
    assert get(town, planner_lin, "facilities/circle")["households_outside"] == 960
    post(town, desk_chen, "facilities", far | {"name": "近处", "kind": "convenience", "lon": WEST}, status=201)
    found = get(town, planner_lin, "facilities/circle")
    assert (found["households_outside"], found["outside"]) == (0, [])
    assert {one["rule"]: one["value"] for one in found["stated"]}["facility.detour_percent"] == 130
    (hall,) = [one for one in get(town, planner_lin, "facilities")["facilities"] if one["kind"] == "hall"]
    assert [one["code"] for one in hall["shortfalls"]] == ["facility.hall_floor"]
    post(town, desk_chen, f"/facilities/{made['id']}/closing", {"reason": "迁址"}, seen=made["version"])
