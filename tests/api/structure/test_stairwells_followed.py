"""A block is divided into its stairwells while a building group, a weight, a school and a ticket hang on it: each goes along, and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from shapely.geometry import shape

from api.cli.console import console_actor
from api.commands.heirs import standing_for
from domain.ids import BuildingId
from tests.api.lived_in import Town, at
from tests.api.structure.conftest import get, post
from tests.days import china_today
from tests.people import approver_wang, auditor_zhou, desk_chen, planner_lin

SCHOOL = {"name": "实验小学", "kind": "unit", "activity": "教育", "people": 80, "party": "branch", "party_members": 23}
SHOP = {"name": "老张面馆", "kind": "shop", "activity": "餐饮", "people": 3}
FORMED, AFTER = china_today() - timedelta(days=60), china_today() - timedelta(days=30)


@pytest.fixture(scope="module")
def block(town: Town) -> str:
    """In the first grid, with a group of its own and a weight; a school and a shop sit in it."""
    post(town, approver_wang, "profile", {"profile": "panyu", "reason": "改行番禺制度"})
    heavy = town.buildings[0][1]["building"]
    post(town, approver_wang, "difficulty", {"weights": [{"building": heavy, "percent": 180}], "document": "1号"}, status=201)
    group = {"grid": town.grids[0], "name": "甲组", "buildings": [heavy, town.buildings[0][0]["building"]], "reason": "楼少"}
    group |= {"effective_at": at(FORMED)}
    post(town, desk_chen, "building-groups", group, status=201)
    for one in (SCHOOL, SHOP):
        post(town, desk_chen, "organisations", one | {"building": heavy}, status=201)
    return heavy


@pytest.fixture(scope="module")
def parts(town: Town, block: str) -> list[str]:
    school = next(one["organisation"] for one in seats(town) if one["name"] == SCHOOL["name"])
    given = {"building": block, "stairwells": 4, "others": 1, "organisations": {school: 3}}
    told = post(town, planner_lin, "stairwells", {"blocks": [given], "reason": "超出户数"}, status=201)
    assert sorted(told["organisations"].values()) == sorted(told["divided"][block][at] for at in (0, 2))
    return told["divided"][block]


def seats(town: Town) -> list[dict[str, Any]]:
    return get(town, auditor_zhou, "organisations")["organisations"]


def groups(town: Town, **day: str) -> list[dict[str, Any]]:
    return get(town, auditor_zhou, "groups", **day)["features"]


def weights(town: Town) -> dict[str, int]:
    return {one["building"]: one["percent"] for one in get(town, auditor_zhou, "difficulty")["weights"]}


def loads(town: Town) -> list[float]:
    return [one["weighted_load"] for one in get(town, auditor_zhou, "difficulty")["grids"]]


@pytest.fixture(scope="module")
def before(town: Town, block: str) -> dict[str, Any]:
    return {"loads": loads(town), "land": shape(groups(town)[0]["geometry"])}


def test_group_and_weight_are_those_of_all_its_stairwells(town: Town, before: dict[str, Any], block: str, parts: list[str]) -> None:
    other = town.buildings[0][0]["building"]
    for day in ({}, {"as_of": AFTER.isoformat()}):
        (group,) = groups(town, **day)
        assert group["properties"]["buildings"] == sorted([other, *parts])
        assert (group["properties"]["grid"], group["properties"]["households"]) == (town.grids[0], 80)
        assert shape(group["geometry"]).equals(before["land"])
    assert weights(town) == dict.fromkeys(parts, 180)
    assert loads(town) == before["loads"]


def test_who_sits_there_is_where_the_planner_said_or_in_the_first_stairwell(town: Town, parts: list[str]) -> None:
    assert {one["name"]: (one["building"], one["grid"]) for one in seats(town)} == {
        SCHOOL["name"]: (parts[2], town.grids[0]),
        SHOP["name"]: (parts[0], town.grids[0]),
    }


def test_work_at_the_block_is_that_of_all_its_stairwells(town: Town, block: str, parts: list[str]) -> None:
    context = town.site.office.ctx(console_actor("planner"))
    assert standing_for(context, [BuildingId(block), BuildingId(parts[0])]) == {block: tuple(parts)}


def test_a_group_may_have_some_of_them_and_the_block_is_whole_again_only_when_one_has_all(town: Town, block: str, parts: list[str]) -> None:
    (group,) = (one["id"] for one in groups(town))
    split = {"buildings": parts[2:], "name": "乙组", "reason": "楼少"}
    new = post(town, desk_chen, f"building-groups/{group}/split", split, status=201)["group"]
    whole = {"buildings": [parts[1]], "reason": "单元数有误"}
    refused = post(town, planner_lin, "stairwells/removal", whole, status=409)
    assert (refused["code"], refused["facts"]) == ("building.stairwells_held_apart", {"building": block, "held_by": ["乙组", "甲组"]})
    post(town, desk_chen, f"building-groups/{group}/merge", {"groups": [new], "reason": "单元数有误"})
    lighter = {"weights": [{"building": parts[0], "percent": 100}], "document": "2号"}
    post(town, approver_wang, "difficulty", lighter, status=201)
    told = post(town, planner_lin, "stairwells/removal", whole)
    assert set(told["organisations"].values()) == {block}
    (back,) = groups(town)
    assert back["properties"]["buildings"] == sorted([block, town.buildings[0][0]["building"]])
    assert weights(town) == {block: 160}
    assert {one["building"] for one in seats(town)} == {block}
