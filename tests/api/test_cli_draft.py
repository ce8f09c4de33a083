"""The planner's tools at the command line: a draft locked, divided, taken back, named, branched, compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.cli import Desk
from tests.api.estate import COLUMNS, ROWS, SOUTH, STEP_EAST, STEP_NORTH, WEST

WHERE = ("--community", "321111006003")


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path) -> Desk:
    """An estate of 960 dwellings."""
    return desk.with_estate(estate, WHERE[1], "erenhot")


@pytest.fixture
def draft(desk: Desk) -> str:
    return desk.ask("plan", "propose", *WHERE, "--effort", "fast", "--grids", "4")["plan"]


def households(plan: dict) -> dict[str, int]:
    return {grid["code"][-3:]: grid["households"] for grid in plan["grids"]}


def test_divide_undo_redo(desk, draft):
    before = households(desk.ask("plan", "show", draft))
    divided = desk.ask("draft", "divide", draft, "--grid", "001", "--parts", "3", "--reason", "过大")
    assert households(divided) == before | {"001": 80, "005": 80, "006": 80}
    assert households(desk.ask("draft", "undo", draft)) == before
    assert households(desk.ask("draft", "redo", draft)) == households(divided)
    assert desk.run("draft", "redo", draft).refused_with == "plan.nothing_to_redo"
    steps = desk.ask("draft", "edits", draft)
    assert [step["event"] for step in steps["edits"]] == ["plan.grid_divided", "plan.edit_undone", "plan.edit_redone"]
    assert "plan.grid_divided" in desk.run("draft", "edits", draft).text


def test_from_nothing_by_hand(desk):
    """One grid of the whole community, then its parts: the plan that a proposal would have begun with."""
    whole = desk.ask("plan", "whole", *WHERE, "--name", "手工划分")
    assert (whole["name"], list(households(whole).values())) == ("手工划分", [ROWS * COLUMNS * 40])
    parts = desk.ask("draft", "divide", whole["plan"], "--grid", "001", "--parts", "4", "--reason", "手工划分")
    assert sorted(households(parts).values()) == [240] * 4
    assert whole["plan"] in desk.run("plan", "list", *WHERE).text
    assert "网格户数在标准之内" in desk.run("plan", "whole", *WHERE, "--name", "又一份").text
    assert desk.run("plan", "whole", "--community", "321111006999").refused_with == "community.unknown"


def test_more_grids_than_the_band_allows(desk):
    """The wish gives way, and is told that it did."""
    shown = desk.run("plan", "propose", *WHERE, "--effort", "fast", "--grids", "40").text
    assert "希望 40 个网格，得 " in shown and "先于网格数" in shown


def test_lock_kind_and_name(desk, draft):
    desk.ask("draft", "lock", draft, "--grid", "002", "--reason", "已公示")
    assert desk.run("draft", "name", draft, "--grid", "002", "--name", "河西").refused_with == "plan.grid_locked"
    desk.ask("draft", "unlock", draft, "--grid", "002")
    named = desk.ask("draft", "name", draft, "--grid", "002", "--name", "河西")
    assert [grid["name"] for grid in named["grids"] if grid["code"].endswith("002")] == ["河西"]
    kind = desk.ask("draft", "kind", draft, "--grid", "002", "--to", "dedicated", "--reason", "校园")
    assert [grid["kind"] for grid in kind["grids"] if grid["code"].endswith("002")] == ["dedicated"]
    assert desk.run("draft", "apart", draft, "--grid", "002").refused_with == "command.reason_missing"
    assert desk.ask("draft", "apart", draft, "--grid", "002", "--reason", "隔河两片")["plan"] == draft


def test_snapshot_branch_compare_restore(desk, draft):
    desk.ask("draft", "snapshot", draft, "--name", "初稿")
    desk.ask("draft", "divide", draft, "--grid", "003", "--parts", "2")
    difference = desk.ask("draft", "compare", draft, "--snapshot", "初稿")
    assert [(pair["from"]["code"][-3:], pair["to"]["code"][-3:], pair["dwellings"]) for pair in difference["pairs"]] == [
        ("003", "005", 120)
    ]
    assert "120" in desk.run("draft", "compare", draft, "--snapshot", "初稿").text
    branch = desk.ask("draft", "branch", draft, "--snapshot", "初稿", "--name", "另案")
    assert (branch["name"], len(branch["grids"])) == ("另案", 4)
    assert len(desk.ask("draft", "restore", draft, "--name", "初稿")["grids"]) == 4


def test_swap_border_and_vertex_refuse_what_changes_nothing(desk, draft):
    between = ("--one", "001", "--other", "002")
    line = desk.run("draft", "border", draft, *between, "--line", "LINESTRING(119.43 32.19,119.43 32.1901)")
    assert line.refused_with in ("grid.nothing_between", "grid.border_missing")
    point = desk.run("draft", "vertex", draft, *between, "--at", "119.43", "32.19", "--to", "119.43", "32.1900001")
    assert point.refused_with in ("grid.nothing_between", "grid.border_missing")
    unknown = desk.run("draft", "swap", draft, "--building", "bld-x", "--for", "bld-y")
    assert unknown.refused_with == "plan.unknown_building"


def test_a_line_cuts_the_land_of_a_grid_and_an_undo_puts_it_together(desk, draft):
    before = households(desk.ask("plan", "show", draft))
    heights = [SOUTH + row * STEP_NORTH - 0.0002 for row in range(1, ROWS)]
    lines = [f"LINESTRING({WEST - 0.002} {height},{WEST + COLUMNS * STEP_EAST + 0.002} {height})" for height in heights]
    tried = (
        desk.run("draft", "cut", draft, "--grid", code, "--name", "北片", "--line", line, "--json") for line in lines for code in before
    )
    cut = next(done.told for done in tried if done.exit_code == 0)
    assert len(cut["grids"]) == 5
    assert sum(households(cut).values()) == 960
    assert desk.ask("draft", "edits", draft)["edits"][-1]["event"] == "plan.land_cut"
    assert households(desk.ask("draft", "undo", draft)) == before
    codes = ("--one", "001", "--other", "002", "--exact")
    assert desk.run("draft", "border", draft, *codes, "--line", "LINESTRING(119.4 32.1,119.4 32.1)").refused_with == "line.unusable"


def test_an_estate_half_in_a_grid_that_is_not_to_be_touched_is_refused_by_name(desk, draft):
    desk.ask("plan", "enact", draft, "--on", "2026-01-01", "--document", "1号")
    standing = sorted(desk.ask("building", "list", *WHERE)["buildings"], key=lambda one: one["grid_code"])
    first, last = standing[0], standing[-1]
    wish = ("plan", "propose", *WHERE, "--effort", "fast", "--stay", "--lock", first["grid_code"])
    refused = desk.run(*wish, "--together", f"{last['building']},{first['building']}", "--json")
    facts = refused.told["facts"]
    assert refused.refused_with == "plan.together_locked"
    assert (facts["grid"], facts["building"], facts["apart"]) == (first["grid_code"], first["address"], last["address"])
    assert facts["place"] == pytest.approx([last["lon"], last["lat"]], abs=1e-9)
    inside = ",".join(one["building"] for one in standing if one["grid"] == first["grid"])
    kept = desk.ask(*wish, "--together", inside)
    assert households(kept)[first["grid_code"][-3:]] == households(desk.ask("plan", "show", draft))[first["grid_code"][-3:]]


def test_the_rest_is_drawn_afresh_around_locked_grids_in_the_number_asked_for(desk):
    decided = next(one["plan"] for one in desk.ask("plan", "list", *WHERE)["plans"] if one["status"] == "enacted")
    before = households(desk.ask("plan", "show", decided))
    for named in ("001", f"{WHERE[1]}001"):
        drawn = households(desk.ask("plan", "propose", *WHERE, "--effort", "fast", "--lock", named, "--grids", "4"))
        assert (len(drawn), drawn["001"], sum(drawn.values())) == (4, before["001"], sum(before.values()))
    unknown = desk.run("plan", "propose", *WHERE, "--lock", "077", "--json")
    assert unknown.refused_with == "plan.lock_unknown"
    assert f"{WHERE[1]}001" in unknown.told["facts"]["known"]


def test_everything_is_there_again_after_a_rebuild(desk):
    assert desk.run("rebuild", "--check").exit_code == 0
