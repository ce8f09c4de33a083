"""Under the rules of 番禺 B comes from next door: over whole HTTP."""

from __future__ import annotations

import pytest

from tests.api.lived_in import Town
from tests.api.structure.conftest import get, post
from tests.people import approver_wang, desk_chen


@pytest.mark.rule("P2")
def test_neighbours_are_suggested_and_others_refused(town: Town):
    post(town, approver_wang, "profile", {"profile": "panyu", "reason": "改行番禺制度"})
    found = {place: get(town, desk_chen, f"posts/{place}/neighbours")["neighbours"] for place in town.posts}
    assert all(near and near == sorted(near, key=lambda one: -one["border_m"]) for near in found.values())
    assert all(one["border_m"] > 0 and one["grid"] in town.grids for near in found.values() for one in near)
    place = town.posts[0]
    nobody = town.wardens["li"]
    refused = post(town, desk_chen, f"posts/{place}/standby", {"warden": nobody}, status=409)
    assert refused["code"] == "duty.not_a_neighbour", "li is holder A of no grid"
    assert set(refused["facts"]["neighbours"]) == {one["warden"] for one in found[place]}
    able = next(one["warden"] for one in found[place] if one["warden"] != town.wardens["zhao"])
    post(town, desk_chen, f"posts/{place}/standby", {"warden": able})
    passing = {"from_warden": town.wardens["zhao"], "to_warden": able}
    handed = post(town, desk_chen, f"posts/{place}/hand-overs", passing | {"standby": nobody}, status=409)
    assert handed["code"] == "duty.not_a_neighbour"
    third = next(one["warden"] for one in found[place] if one["warden"] not in (able, town.wardens["zhao"]))
    post(town, desk_chen, f"posts/{place}/hand-overs", passing | {"standby": third}, status=201)
