"""Building groups on the map over whole HTTP: proposed by the planner, drawn, looked at as GeoJSON on any day, checked."""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry import shape

from tests.api.lived_in import Town
from tests.api.structure.conftest import get, post
from tests.people import approver_wang, auditor_zhou, desk_chen, planner_lin, warden_zhao


@pytest.mark.rule("Y2")
def test_what_is_proposed_can_be_drawn_as_it_is_and_seen_as_of_any_day(town: Town):
    post(town, approver_wang, "profile", {"profile": "yixing", "reason": "改行宜兴制度"})
    assert get(town, warden_zhao, "groups")["features"] == []
    proposed = get(town, planner_lin, "building-groups/proposal", effort="fast")
    houses = [one["building"] for standing in town.buildings for one in standing]
    assert sorted(each for one in proposed["groups"] for each in one["buildings"]) == sorted(houses)
    assert {(one["households"], one["limit"], one["reason"]) for one in proposed["groups"]} == {(40, "30–50", None)}
    shapes = [{name: one[name] for name in ("grid", "name", "buildings")} for one in proposed["groups"]]
    drawn = post(town, planner_lin, "building-groups/drawing", {"groups": shapes})
    assert drawn["recorded"] == len(houses)
    assert len(get(town, auditor_zhou, "building-heads")["groups"]) == len(houses)
    features = get(town, warden_zhao, "groups")["features"]
    assert {one["properties"]["group"] for one in features} == set(drawn["groups"])
    land = shapely.union_all([shape(one["geometry"]) for one in features])
    assert land.area == pytest.approx(sum(shape(one["geometry"]).area for one in features)), "no group lies on another"
    assert get(town, warden_zhao, "groups", as_of="2020-01-01")["features"] == []


@pytest.mark.rule("Y2")
def test_groups_are_checked_and_redrawn_with_a_reason_where_they_leave_the_band(town: Town):
    found = get(town, auditor_zhou, "building-groups/checks", grid=town.grids[0])
    assert {one["code"] for one in found["failing"]} == {"building_group.one_head"}
    first, second = (one["properties"] for one in get(town, desk_chen, "groups")["features"][:2])
    moving = {"buildings": second["buildings"]}
    refused = post(town, desk_chen, f"building-groups/{first['group']}/buildings", moving, status=422)
    assert refused["code"] == "command.reason_missing"
    whole = post(town, desk_chen, f"building-groups/{first['group']}/merge", {"groups": [second["group"]], "reason": "楼少"})
    assert whole["recorded"] == 2
    failing = {one["code"]: one for one in get(town, auditor_zhou, "building-groups/checks")["failing"]}
    band = failing["building_group.households_in_band"]
    assert (band["value"], band["limit"], band["group"]) == (80.0, "30–50", first["group"])
    parted = {"buildings": second["buildings"], "name": "新楼组"}
    new = post(town, desk_chen, f"building-groups/{first['group']}/split", parted, status=201)["group"]
    (row,) = [one["properties"] for one in get(town, desk_chen, "groups")["features"] if one["id"] == new]
    assert (row["buildings"], row["households"], row["has_head"]) == (second["buildings"], 40, False)
    unknown = {"groups": [{"group": "bgp-0000000000000000", "grid": row["grid"], "name": "甲", "buildings": row["buildings"]}]}
    assert post(town, desk_chen, "building-groups/drawing", unknown, status=404)["code"] == "building_group.unknown"
    alone = post(town, desk_chen, f"building-groups/{new}/merge", {"groups": [new]}, status=422)
    assert alone["code"] == "building_group.merge_alone"
