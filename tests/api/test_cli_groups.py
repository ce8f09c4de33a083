"""Building groups at the command line: proposed, drawn, moved, split, merged, checked; and what a redraw of the grids does to them."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from api.texts import text
from tests.api.cli import Desk
from tests.api.settled_desk import SINCE, WHERE, Settled, settled
from tests.days import china_today


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path) -> Settled:
    """Two grids of twelve slabs of forty dwellings; 润州 wants a head for some hundred of them."""
    return settled(desk, estate, "runzhou")


def standing(desk: Settled, *more: object) -> dict[str, dict[str, Any]]:
    """By name and grid, so that both grids may have a 第1楼组."""
    found = desk.ask("head", "groups", "show", *WHERE, *more)["features"]
    return {one["id"]: one["properties"] for one in found}


@pytest.mark.rule("R3")
def test_groups_are_proposed_in_the_band_and_drawn_so(desk: Settled, tmp_path: Path):
    proposed = desk.ask("head", "groups", "propose", *WHERE)
    assert proposed["in_band"] == proposed["of"] == len(proposed["groups"]) >= 8
    assert {one["group"] for one in proposed["groups"]} == {None}
    assert standing(desk) == {}
    drawn = desk.ask("head", "groups", "propose", *WHERE, "--adopt")
    assert drawn["recorded"] == len(drawn["groups"]) == len(proposed["groups"])
    held = standing(desk)
    assert sorted(each for one in held.values() for each in one["buildings"]) == sorted(
        one["building"] for one in desk.ask("building", "list", *WHERE)["buildings"]
    )
    assert {one["households"] for one in held.values()} <= {80, 120}
    assert all(one["grids"] == [one["grid"]] for one in held.values())
    page = tmp_path / "民情图.html"
    assert desk.run("sheet", *WHERE, "--out", page).exit_code == 0
    assert "第1楼组" in page.read_text("utf-8")
    again = desk.ask("head", "groups", "propose", *WHERE, "--adopt")
    assert again["recorded"] == 0
    assert "个合规" in desk.run("head", "groups", "propose", *WHERE).text


@pytest.mark.rule("R3")
def test_what_fails_is_told_with_its_clause_and_place(desk: Settled):
    found = desk.ask("head", "groups", "check", *WHERE)
    assert (found["in_band"], found["of"]) == (found["groups"], found["groups"])
    assert {one["code"] for one in found["failing"]} == {"building_group.one_head"}
    assert all("润州" in one["clause"] and len(one["place"]) == 2 for one in found["failing"])
    printed = desk.run("head", "groups", "check", *WHERE).text
    assert text("building_group.one_head") in printed and "building_group" not in printed


def test_buildings_move_a_group_is_split_and_merged_again(desk: Settled):
    grid = desk.grids[0]["grid"]
    mine = {key: one for key, one in standing(desk).items() if one["grid"] == grid}
    one = min(mine)
    assert mine[one]["households"] == 120
    splits = [("head", "groups", "split", one, each, *WHERE, "--name", "另一楼组") for each in mine[one]["buildings"]]
    refused = {desk.run(*split).refused_with: split for split in splits}
    new = desk.ask(*refused["building_group.outside_band"], "--reason", "独栋")["group"]
    assert standing(desk)[new]["name"] == "另一楼组"
    assert {key: standing(desk)[key]["households"] for key in (new, one)} == {new: 40, one: 80}
    assert desk.run("head", "groups", "merge", one, new, *WHERE).refused_with == "command.reason_missing"
    desk.ask("head", "groups", "merge", one, new, *WHERE, "--reason", "并回")
    assert standing(desk)[one]["buildings"] == mine[one]["buildings"]
    assert new not in standing(desk)


def test_a_group_may_not_lie_in_pieces_without_a_reason(desk: Settled):
    grid = desk.grids[0]["grid"]
    houses = sorted((one for one in desk.ask("building", "list", *WHERE)["buildings"] if one["grid"] == grid), key=lambda one: one["lon"])
    west = next(key for key, one in standing(desk).items() if houses[0]["building"] in one["buildings"])
    torn = desk.run("head", "groups", "move", west, houses[-1]["building"], *WHERE)
    assert torn.refused_with == "building_group.torn"
    assert torn.told["facts"]["buildings"]


def test_a_new_boundary_cuts_two_groups_until_they_are_drawn_anew(desk: Settled, tmp_path: Path):
    before = standing(desk)
    shapes = [one["geometry"]["type"] for one in desk.ask("head", "groups", "show", *WHERE)["features"]]
    assert set(shapes) == {"Polygon"}
    draft, swapped = _swapped(desk, [[each] for one in before.values() for each in one["buildings"]])
    day = china_today()
    cut = {key for key, one in before.items() if swapped & set(one["buildings"])}
    assert {one["group"] for one in desk.ask("plan", "diff", "in-force", draft)["groups_cut"]} == cut, "told before anybody decides"
    assert all(before[each]["name"] in desk.run("plan", "diff", "in-force", draft).text for each in cut)
    enacted = desk.ask("plan", "enact", draft, "--on", day, "--document", "镇民〔2026〕2号")
    assert len(cut) == 2 and {one["group"] for one in enacted["groups_cut"]} == cut
    assert all(one["grids"] == [one["grid"]] for one in before.values())
    later = standing(desk, "--as-of", day)
    assert {key for key, one in later.items() if len(one["grids"]) > 1} == cut
    assert {key: one["buildings"] for key, one in later.items()} == {key: one["buildings"] for key, one in before.items()}
    file = tmp_path / "楼组.geojson"
    desk.run("head", "groups", "show", *WHERE, "--as-of", day, "--out", file)
    assert len(json.loads(file.read_text("utf-8"))["features"]) == len(before)
    assert standing(desk, "--as-of", SINCE) == {}


def test_groups_of_a_grid_that_ends_go_along_into_the_next(desk: Settled):
    day = china_today() + timedelta(days=1)
    before = standing(desk)
    stays, ends = (grid["grid"] for grid in desk.grids)
    draft = desk.ask("plan", "copy", *WHERE)["plan"]
    desk.ask("plan", "merge", draft, "--into", stays, "--gone", ends)
    enacted = desk.ask("plan", "enact", draft, "--on", day, "--document", "镇民〔2026〕3号")
    assert enacted["groups_cut"] == []
    after = standing(desk, "--as-of", day)
    assert standing(desk) == before, "today every group is where it was"
    assert {one["grid"] for one in before.values()} == {stays, ends}
    assert {tuple(one["grids"]) for one in after.values()} == {(stays,)}
    assert {key: one["buildings"] for key, one in after.items()} == {key: one["buildings"] for key, one in before.items()}


def _swapped(desk: Settled, sides: list[list[str]]) -> tuple[str, set[str]]:
    """A draft in which two grids exchange the buildings of one side each, the first that tears no grid."""
    draft = desk.ask("plan", "copy", *WHERE)["plan"]
    for one, other in combinations(sides, 2):
        given = [word for each in one for word in ("--building", each)] + [word for each in other for word in ("--for", each)]
        if desk.run("draft", "swap", draft, *given, "--json").exit_code == 0:
            return draft, {*one, *other}
    raise AssertionError("no two sides could be exchanged")
