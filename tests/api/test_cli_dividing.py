"""A standing block divided into its stairwells at the command line, on land that plans stand on, and made whole again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gis.exchange.test_stairwells import slabs

CODE = "321111006005"
WHERE = ("--community", CODE)
DAY = "2026-03-01"


@pytest.fixture(scope="module")
def town(desk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Four slabs of 480 households with four stairwells, all in one grid; three households behind the first one's doors."""
    file: Path = slabs(tmp_path_factory.mktemp("files"), households=480, units=4, count=4)
    desk.ask("import", "buildings", file, *WHERE, "--name", "高层", "--policy", "erenhot")
    plan = desk.ask("plan", "propose", *WHERE, "--effort", "fast")["plan"]
    desk.ask("plan", "enact", plan, "--on", "2026-01-01", "--document", "1号")
    homes = {}
    for door, unit in (("2-501", ""), ("301", "4"), ("101", "")):
        where = (*WHERE, "--address", "锦绣花园1号楼", "--room", door, *(("--unit", unit) if unit else ()))
        homes[door] = desk.ask("household", "register", *where, "--member", "head:王建国", "--on", "2026-02-01")["household"]
    block = desk.ask("whois", *WHERE, "--address", "锦绣花园1号楼")["building"]
    return {"plan": plan, "block": block, **homes}


@pytest.fixture(scope="module")
def draft(desk, town) -> str:
    return desk.ask("plan", "copy", *WHERE)["plan"]


@pytest.fixture(scope="module")
def divided(desk, town, draft) -> list[str]:
    untold = desk.run("building", "divide", *WHERE, town["block"], "--reason", "超出户数", "--json")
    assert (untold.refused_with, untold.told["facts"]["households"]) == ("building.stairwell_untold", [town["101"]])
    home = f"{town['101']}=3"
    told = desk.ask("building", "divide", *WHERE, town["block"], "--reason", "超出户数", "--home", home)
    assert (told["households"], told["plans"]) == (3, [draft])
    return told["divided"][town["block"]]


def lives_in(desk, household: str) -> dict[str, str]:
    return desk.ask("history", "household", household)["state"]


def test_households_go_with_their_stairwell_and_nobody_else_answers(desk, town, divided):
    before = {each["grid"] for each in (lives_in(desk, town[door]) for door in ("2-501", "301", "101"))}
    assert len(before) == 1
    assert [lives_in(desk, town[door])["building"] for door in ("2-501", "301", "101")] == [divided[1], divided[3], divided[2]]
    for at in ("2026-01-15T09:00", "2026-06-01T09:00"):
        grids = {desk.ask("whois", *WHERE, "--address", f"锦绣花园1号楼{n}单元", "--at", at)["grid"] for n in (1, 2, 3, 4)}
        assert grids == before
    assert desk.ask("whois", *WHERE, "--address", "锦绣花园1号楼")["building"] == town["block"]
    late = desk.run("household", "register", *WHERE, "--address", "锦绣花园1号楼", "--room", "102", "--member", "head:李四", "--json")
    assert late.refused_with == "building.succeeded"
    listed = {one["building"]: one["dwellings"] for one in desk.ask("building", "list", *WHERE)["buildings"]}
    assert town["block"] not in listed
    assert [listed[each] for each in divided] == [120, 120, 120, 120]


def test_the_draft_goes_on_and_parts_the_stairwells_exactly(desk, town, draft, divided):
    shown = desk.ask("plan", "show", draft)
    grid = next(each for each in shown["grids"] if each["grid"] == lives_in(desk, town["301"])["grid"])
    split = desk.ask("plan", "split", draft, "--grid", grid["code"][-3:], "--name", "新网格", *pairs("--building", divided[2:]))
    assert failing(split) <= {"grid.households_in_band", "grid.single_building_above_band"}
    counted = {each["name"]: each["households"] for each in split["grids"]}
    assert (counted["新网格"], sum(counted.values())) == (240, 4 * 480)
    desk.ask("draft", "undo", draft)
    assert [one["name"] for one in desk.ask("plan", "show", draft)["grids"]].count("新网格") == 0


def test_a_block_whose_stairwells_no_plan_parts_is_whole_again(desk, town, draft, divided):
    whole = desk.ask("building", "whole", *WHERE, divided[2], "--reason", "单元数有误")
    assert (whole["made_whole"], whole["households"]) == ({town["block"]: divided}, 3)
    assert {lives_in(desk, town[door])["building"] for door in ("2-501", "301", "101")} == {town["block"]}
    assert failing(desk.ask("plan", "check", draft)) <= {"grid.households_in_band", "grid.single_building_above_band"}
    again = desk.ask("building", "divide", *WHERE, town["block"], "--stairwells", "2", "--reason", "实为两个单元", "--others", "1")
    parts = again["divided"][town["block"]]
    assert len(parts) == 2
    assert not set(parts) & set(divided)


def failing(plan: dict[str, list[dict[str, object]]]) -> set[object]:
    """The rules that a plan fails."""
    return {one["code"] for one in plan["checks"] if not one["passed"]}


def pairs(option: str, values: list[str]) -> list[str]:
    return [word for value in values for word in (option, value)]
