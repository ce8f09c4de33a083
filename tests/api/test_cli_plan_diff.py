"""Comparing plans at the command line: what it prints and what it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.cli import Desk
from tests.api.estate import COLUMNS, ROWS, write

CODE = "321111006001"
WHERE = ("--community", CODE)


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path) -> Desk:
    """An estate in two grids under a plan in force."""
    desk.with_estate(estate, CODE, "runzhou")
    plan = desk.ask("plan", "propose", *WHERE, "--effort", "fast", "--grids", "2")["plan"]
    desk.ask("plan", "enact", plan, "--on", "2026-01-01", "--document", "1号")
    return desk


@pytest.fixture(scope="module")
def merged(desk: Desk) -> str:
    """A draft in which the second grid is merged into the first."""
    draft = desk.ask("plan", "copy", *WHERE, "--name", "合并")["plan"]
    desk.ask("plan", "merge", draft, "--into", "001", "--gone", "002")
    return draft


def test_the_difference_is_printed_and_told_as_json(desk: Desk, merged: str) -> None:
    told = desk.ask("plan", "diff", "in-force", merged)
    (pair,) = told["pairs"]
    assert (pair["from_code"], pair["to_code"]) == (f"{CODE}002", f"{CODE}001")
    assert [line["fate"] for line in told["codes"]] == ["kept", "merged"]
    assert (told["codes_ended"], told["codes_begun"]) == ([f"{CODE}002"], [])
    assert told["cover"] == [], "both posts are vacant still"
    assert sum(line["households"] for line in told["codes"]) == COLUMNS * ROWS * 40
    printed = desk.run("plan", "diff", "in-force", merged).text
    assert f"改归 {pair['households']} 户" in printed
    assert "并入" in printed


def test_it_is_written_for_a_spreadsheet_a_map_and_a_browser(desk: Desk, merged: str, tmp_path: Path) -> None:
    for name in ("差异.xlsx", "差异.csv", "差异.html", "差异.geojson"):
        assert desk.run("plan", "diff", "in-force", merged, "--out", tmp_path / name).exit_code == 0
    features = json.loads((tmp_path / "差异.geojson").read_text("utf-8"))["features"]
    assert len(features) == desk.ask("plan", "diff", "in-force", merged)["moved"]["buildings"]
    assert "方案比较" in (tmp_path / "差异.html").read_text("utf-8")
    assert (tmp_path / "差异.csv").read_text("utf-8-sig").startswith('"原网格编码"')
    assert desk.run("plan", "diff", "in-force", merged, "--out", tmp_path / "差异.doc").exit_code == 2


def test_a_community_without_a_plan_has_nothing_to_compare(desk: Desk, tmp_path: Path) -> None:
    other = ("--community", "321111006002")
    desk.ask("import", "buildings", write(tmp_path), *other, "--name", "后来", "--policy", "runzhou")
    draft = desk.ask("plan", "propose", *other, "--effort", "fast")["plan"]
    assert desk.run("plan", "diff", "in-force", draft).refused_with == "plan.none_in_force"
    assert desk.run("plan", "diff", "in-force", "in-force").refused_with == "plan.unknown"


def test_touching_grids_are_printed_with_who_could_be_b(desk: Desk) -> None:
    plan = next(one["plan"] for one in desk.ask("plan", "list", *WHERE)["plans"] if one["status"] == "enacted")
    first, second = desk.ask("plan", "cover", plan)["grids"]
    assert (first["suggested"]["code"], second["suggested"]["code"]) == (second["code"], first["code"])
    assert first["neighbours"][0]["border_m"] == second["neighbours"][0]["border_m"] > 0
    assert "002" in desk.run("plan", "cover", plan).text
    work = desk.ask("plan", "workload", plan, "--months", "3")
    assert (work["months"], [one["code"] for one in work["grids"]]) == (3, [first["code"], second["code"]])
    assert "002" in desk.run("plan", "workload", plan).text


@pytest.mark.parametrize("name", ["外来.geojson", "外来.gpkg", "外来.shp"])
def test_a_plan_goes_out_on_the_local_plane_and_comes_back_as_a_draft(desk: Desk, tmp_path: Path, name: str) -> None:
    plan = next(one["plan"] for one in desk.ask("plan", "list", *WHERE)["plans"] if one["status"] == "enacted")
    desk.ask("plan", "export", plan, "--out", tmp_path / name, "--crs", "local")
    made = desk.ask("plan", "import", tmp_path / name, *WHERE, "--name", "外来")
    assert made["snapped"] == []
    assert desk.ask("plan", "diff", "in-force", made["plan"])["pairs"] == []
    assert "草案 / draft" in desk.run("plan", "import", tmp_path / name, *WHERE).text


def test_what_passed_is_printed_and_written_when_a_plan_takes_effect(desk: Desk, merged: str, tmp_path: Path) -> None:
    for number in ("001", "002"):
        desk.ask("duty", "enroll", *WHERE, "--account", f"wg{number}", "--name", f"网格员{number}", "--on", "2026-01-01")
        desk.ask("duty", "appoint", *WHERE, "--grid", number, "--warden", f"wg{number}", "--on", "2026-01-02")
    door = next(
        f"锦绣花园{n}号楼" for n in range(1, 25) if desk.ask("whois", *WHERE, "--address", f"锦绣花园{n}号楼")["code"].endswith("002")
    )
    desk.ask("household", "register", *WHERE, "--address", door, "--room", "101", "--member", "head:王建国", "--on", "2026-02-01")
    answer = desk.ask("plan", "enact", merged, "--on", "2026-07-01", "--document", "2号")
    assert (answer["households_moved"], answer["hand_overs"]) == (1, 1)
    (pack,) = desk.ask("plan", "hand-overs", merged)["packs"]
    assert (pack["from_warden"], pack["to_warden"], pack["counts"]["unvisited"]) == ("网格员002", "网格员001", 1)
    assert "网格员002" in desk.run("plan", "hand-overs", merged).text
    assert desk.run("plan", "hand-overs", merged, "--out", tmp_path / "移交.xlsx").exit_code == 0
    assert desk.run("rebuild", "--check").exit_code == 0
