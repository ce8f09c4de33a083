"""A boundary moves on a later day, at the command line: the household, its ticket and the answer of whois follow from that day on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.cli import Desk
from tests.api.estate import COLUMNS, ROWS, write

CODE = "321111006001"
WHERE = ("--community", CODE)
BEFORE, AFTER = "2026-06-30", "2026-07-01"


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path) -> Desk:
    """An estate in two grids, each with its warden."""
    desk.with_estate(estate, CODE, "runzhou")
    plan = desk.ask("plan", "propose", *WHERE, "--effort", "fast", "--grids", "2")["plan"]
    desk.ask("plan", "enact", plan, "--on", "2026-01-01", "--document", "1号")
    for number in ("001", "002"):
        account = ("--account", f"wg{number}", "--name", f"网格员{number}")
        desk.ask("duty", "enroll", *WHERE, *account, "--on", "2026-01-01")
        desk.ask("duty", "appoint", *WHERE, "--grid", number, "--warden", f"wg{number}", "--on", "2026-01-02")
    return desk


def whois(desk: Desk, address: str, *at: str) -> dict:
    return desk.ask("whois", *WHERE, "--address", address, *(("--at", *at) if at else ()))


@pytest.fixture(scope="module")
def moved(desk: Desk) -> dict:
    """A draft in which one building changed grids: the first on the border that tears neither grid."""
    draft = desk.ask("plan", "copy", *WHERE)["plan"]
    for number in range(1, COLUMNS * ROWS + 1):
        address = f"锦绣花园{number}号楼"
        home = whois(desk, address)
        to = "002" if home["code"].endswith("001") else "001"
        done = desk.run("plan", "paint", draft, "--to", to, "--building", home["building"], "--reason", "临近")
        if done.exit_code == 0:
            return {"plan": draft, "address": address, "building": home["building"], "from": home["code"], "to": CODE + to}
        assert done.refused_with == "grid.not_contiguous"
    raise AssertionError("no building could change grids")


def test_a_redrawn_border_holds_from_its_day(desk, moved):
    door = (*WHERE, "--address", moved["address"])
    living = desk.ask("household", "register", *door, "--room", "101", "--member", "head:王建国", "--on", "2026-02-01")["household"]
    ticket = desk.ask("ticket", "report", *door, "--category", "sanitation", "--text", "垃圾未清", "--on", "2026-06-01")["ticket"]
    stale = desk.ask("plan", "copy", *WHERE)["plan"]
    answer = desk.ask("plan", "enact", moved["plan"], "--on", AFTER, "--document", "2号")
    assert (answer["households_moved"], answer["dwellings_moved"], answer["tickets_moved"]) == (1, 40, 1)

    then, now = whois(desk, moved["address"], BEFORE), whois(desk, moved["address"], AFTER)
    assert (then["code"], then["document"], then["a"]["account"]) == (moved["from"], "1号", f"wg{moved['from'][-3:]}")
    assert (now["code"], now["document"], now["a"]["account"]) == (moved["to"], "2号", f"wg{moved['to'][-3:]}")
    assert whois(desk, moved["address"], "2025-12-31")["plan"] is None

    story = desk.ask("history", "household", living)
    assert story["lines"][-1]["name"] == "household.reassigned"
    assert story["state"]["grid"] == now["grid"]
    assert desk.ask("history", "household", living, "--as-of", BEFORE)["state"]["grid"] == then["grid"]
    assert desk.ask("history", "ticket", ticket)["state"]["grid_now"] == now["grid"]
    assert desk.run("plan", "enact", stale, "--on", "2026-08-01", "--document", "3号").refused_with == "plan.base_changed"
    assert desk.run("rebuild", "--check").exit_code == 0


def test_an_unknown_id_is_refused_as_its_kind(desk):
    for kind, given, code in (
        ("household", "hh-x", "household.unknown"),
        ("grid", f"{CODE}999", "plan.grid_unknown"),
        ("ticket", "hh-0000000000000000", "ticket.unknown"),
        ("street", "x", "history.kind_unknown"),
    ):
        assert desk.run("history", kind, given).refused_with == code


def test_an_unknown_category_names_those_of_the_profile(desk):
    asked = desk.run("ticket", "report", *WHERE, "--category", "x", "--text", "x", "--address", "锦绣花园1号楼")
    assert asked.refused_with == "policy.rule_unknown"
    assert "sanitation" in asked.told["facts"]["known"]


def test_a_boundary_that_comes_later_cuts_the_land_anew_once(desk, tmp_path):
    file, drawn = write(tmp_path), tmp_path / "boundary.geojson"
    ring = [[119.4285, 32.189], [119.437, 32.189], [119.437, 32.194], [119.4285, 32.194], [119.4285, 32.189]]
    drawn.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), encoding="utf-8")
    into = ("import", "buildings", file, "--community", "321111006002")
    first = desk.ask(*into, "--name", "后绘", "--policy", "runzhou")
    later = desk.ask(*into, "--boundary", drawn)
    again = desk.ask(*into, "--boundary", drawn)
    assert (first["boundary"], later["boundary"], later["taken"]) == ("derived", "given", 0)
    assert later["area_m2"] > first["area_m2"] * 1.5
    assert again["area_m2"] == later["area_m2"]
    assert again["position"] == later["position"]
    plan = desk.ask("plan", "propose", "--community", "321111006002", "--effort", "fast")
    assert sum(grid["area_m2"] for grid in plan["grids"]) == pytest.approx(later["area_m2"], rel=1e-6)
