"""Blocks registered by their stairwells at the command line: once, findable by unit, and small enough for the band."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gis.exchange.test_stairwells import slabs

WHERE = ("--community", "321111006004")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight slabs of 480 households with four stairwells each: too large for a grid of 200–300 as they are."""
    return slabs(tmp_path_factory.mktemp("files"), households=480, units=4, count=8)


def test_blocks_above_the_band_are_divided_and_every_grid_complies(desk, file):
    taken = desk.ask("import", "buildings", file, *WHERE, "--name", "高层", "--policy", "erenhot", "--stairwells-above", "300")
    assert (taken["taken"], taken["households"], taken["atoms"]) == (32, 8 * 480, 32)
    assert taken["reading"]["remarks_by"]["stairwells_parted"] == 8
    plan = desk.ask("plan", "propose", *WHERE, "--effort", "fast")
    assert {grid["complies"] for grid in plan["grids"]} == {True}
    assert {200 <= grid["households"] <= 300 for grid in plan["grids"]} == {True}
    desk.ask("plan", "enact", plan["plan"], "--on", "2026-01-01", "--document", "1号")


def test_a_household_is_found_by_its_stairwell(desk):
    door = (*WHERE, "--address", "锦绣花园1号楼2单元", "--room", "501", "--member", "head:王建国", "--on", "2026-02-01")
    living = desk.ask("household", "register", *door)
    home = desk.ask("whois", *WHERE, "--address", "锦绣花园1号楼2单元")
    assert home["grid"]
    assert desk.ask("history", "household", living["household"])["state"]["grid"] == home["grid"]


def test_building_groups_of_30_to_50_come_about_once_their_blocks_are_divided(desk, tmp_path):
    where = ("--community", "321111006007")
    tall = slabs(tmp_path, households=144, units=3, count=8)
    desk.ask("import", "buildings", tall, *where, "--name", "多层", "--policy", "yixing")
    plan = desk.ask("plan", "propose", *where, "--effort", "fast")["plan"]
    desk.ask("plan", "enact", plan, "--on", "2026-01-01", "--document", "1号")
    assert {one["reason"] for one in desk.ask("head", "groups", "propose", *where)["groups"]} == {"grid.single_building_above_band"}
    divided = desk.ask("building", "divide", *where, "--above", "50", "--reason", "整栋超出楼组规模")["divided"]
    assert [len(parts) for parts in divided.values()] == [3] * 8
    told = desk.ask("head", "groups", "propose", *where, "--adopt")
    assert {(one["households"], one["limit"], one["reason"]) for one in told["groups"]} == {(48, "30–50", None)}
    assert sorted(each for one in told["groups"] for each in one["buildings"]) == sorted(
        each for parts in divided.values() for each in parts
    )


@pytest.mark.parametrize("again", [(), ("--stairwells-above", "300")], ids=["whole", "by stairwells"])
def test_the_same_file_brings_no_block_a_second_time(desk, file, again):
    taken = desk.ask("import", "buildings", file, *WHERE, *again)
    assert taken["taken"] == 0
