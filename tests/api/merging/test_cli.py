"""At the command line: one community goes on in its neighbour, which has a plan in force already and draws one for both."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.api import estate as slabs
from tests.api.cli import Desk
from tests.api.settled_desk import CODE, WHERE, Settled, settled
from tests.days import china_today

INTO = "321111005002"
THERE = ("--community", INTO)
SINCE, DOCUMENT = china_today() - timedelta(days=30), ("--document", "镇民〔2026〕8号")
AHEAD = china_today() + timedelta(days=5)


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path, tmp_path_factory: pytest.TempPathFactory) -> Settled:
    here = settled(desk, estate, "runzhou")
    file = slabs.write(tmp_path_factory.mktemp("east"), "翠湖花园", slabs.WEST + slabs.COLUMNS * slabs.STEP_EAST)
    here.ask("import", "buildings", file, *THERE, "--name", "翠湖", "--policy", "runzhou")
    plan = here.ask("plan", "propose", *THERE, "--effort", "fast")["plan"]
    here.ask("plan", "enact", plan, "--on", SINCE, *DOCUMENT)
    return here


@pytest.mark.rule("E7")
def test_a_community_goes_on_in_its_neighbour_from_a_day_to_come(desk: Settled):
    """Drafted before the day of the merger, in force on it."""
    assert desk.run("plan", "unite", *THERE, "--json").refused_with == "community.nothing_to_unite"
    desk.ask("community", "merge", CODE, *THERE, "--on", AHEAD, *DOCUMENT)
    assert desk.ask("household", "list", *THERE)["households"] == [], "not yet"
    assert len(desk.ask("household", "list", *WHERE)["households"]) == 1
    drafted = desk.ask("plan", "unite", *THERE)
    codes = sorted(one["code"] for one in drafted["grids"])
    assert {code[:12] for code in codes} == {INTO} and len(desk.grids) < len(codes) == len(set(codes))
    early = desk.run("plan", "enact", drafted["plan"], "--on", AHEAD - timedelta(days=1), *DOCUMENT, "--json")
    assert early.refused_with == "community.passed_before_end"
    desk.ask("plan", "enact", drafted["plan"], "--on", AHEAD, *DOCUMENT)
    for at, keeper in ((AHEAD - timedelta(days=1), f"com-{CODE}"), (AHEAD, f"com-{INTO}")):
        told = desk.ask("whois", "--address", "锦绣花园1号楼", "--at", f"{at}T12:00")
        assert (told["community"], told["drawn_by"], told["a"]["account"]) == (keeper, keeper, "wg1")
    assert {one["code"][:12] for one in desk.ask("duty", "roster", *THERE, "--at", f"{AHEAD}T12:00")["grids"]} == {INTO}
    assert desk.ask("duty", "roster", *WHERE, "--at", f"{AHEAD}T12:00")["grids"] == []
    assert "翠湖" in desk.run("whois", "--address", "翠湖花园1号楼", "--at", f"{AHEAD}T12:00").text
    assert desk.run("rebuild", "--check").exit_code == 0
