"""A school, a noodle shop on the street, a party group: over whole HTTP."""

from __future__ import annotations

import pytest

from tests.api.estate import SOUTH, WEST
from tests.api.lived_in import Town
from tests.api.structure.conftest import get, post
from tests.people import auditor_zhou, desk_chen, planner_lin

SCHOOL = {"name": "实验小学", "kind": "unit", "activity": "教育", "people": 80, "party": "branch", "party_members": 23}
SHOP = {"name": "老张面馆", "kind": "shop", "activity": "餐饮", "people": 3, "lon": WEST - 0.005, "lat": SOUTH}


@pytest.mark.rule("G9", "Y6")
def test_a_unit_is_filed_in_the_grid_of_its_building(town: Town):
    standing = town.buildings[2][0]["building"]
    made = post(town, desk_chen, "organisations", SCHOOL | {"building": standing}, status=201)
    assert (made["grid"], made["filed_by"], made["distance_m"], made["same_name"]) == (town.grids[2], "holds", 0.0, [])
    again = post(town, desk_chen, "organisations", SCHOOL | {"building": standing}, status=201)
    assert again["same_name"] == [made["id"]]
    closed = post(town, desk_chen, f"/organisations/{again['id']}/closing", {"reason": "重复登记"}, seen=again["version"])
    assert closed["recorded"] == 1
    (row,) = get(town, auditor_zhou, "organisations", grid=town.grids[2])["organisations"]
    assert (row["name"], row["people"], row["party"], row["party_members"]) == ("实验小学", 80, "branch", 23)
    unsound = post(town, desk_chen, "organisations", SCHOOL | {"building": standing, "party_members": 99}, status=422)
    assert unsound["code"] == "organisation.counts_unsound"


@pytest.mark.rule("D1")
def test_a_shop_outside_of_every_grid_goes_to_the_nearest(town: Town):
    suggested = get(town, planner_lin, "organisations/nearest-grid", lon=SHOP["lon"], lat=SHOP["lat"])
    assert suggested["filed_by"] == "nearest"
    assert 300 < suggested["distance_m"] < 500
    made = post(town, desk_chen, "organisations", SHOP, status=201)
    assert (made["grid"], made["distance_m"]) == (suggested["grid"], suggested["distance_m"])
    elsewhere = next(grid for grid in town.grids if grid != made["grid"])
    chosen = post(town, desk_chen, f"/organisations/{made['id']}/filing", {"grid": elsewhere}, seen=made["version"])
    assert post(town, desk_chen, "organisations/filing", {}) == {"looked_at": 2, "filed": 0}
    shops = get(town, auditor_zhou, "organisations", kind="shop")["organisations"]
    assert [(one["grid"], one["filed_by"]) for one in shops] == [(elsewhere, "chosen")]
    stale = post(town, desk_chen, f"/organisations/{made['id']}/closing", {"reason": "停业"}, seen=made["version"], status=412)
    assert stale["facts"]["current"] == chosen["version"]


def test_nowhere_is_no_place(town: Town):
    assert post(town, desk_chen, "organisations", SCHOOL, status=422)["code"] == "organisation.site_missing"
    stranger = post(town, desk_chen, "organisations", SCHOOL | {"building": "bld-0000"}, status=404)
    assert stranger["code"] == "building.unknown"


@pytest.mark.rule("D3")
def test_a_party_group_in_each_grid(town: Town):
    body = {"grid": town.grids[0], "name": "第一党小组", "members": 9}
    post(town, desk_chen, "party-groups", body, status=201)
    twice = post(town, desk_chen, "party-groups", body | {"name": "另一个"}, status=409)
    assert (twice["code"], twice["facts"]["name"]) == ("party_group.stands", "第一党小组")
    post(town, desk_chen, f"party-groups/{town.grids[0]}/count", {"members": 11})
    (row,) = get(town, auditor_zhou, "party-groups")["party_groups"]
    assert (row["grid"], row["members"]) == (town.grids[0], 11)
    assert post(town, desk_chen, "party-groups", body | {"grid": "grd-0000"}, status=404)["code"] == "plan.grid_unknown"
