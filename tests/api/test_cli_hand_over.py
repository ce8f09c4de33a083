"""A hand-over tells the homes that nobody visited in the days which the regulation gives, not only those never visited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from api.cli.console import opened
from domain.duty.events import HandedOver
from tests.api.cli import Desk
from tests.api.documents.printed import Printed
from tests.api.settled_desk import CODE, WHERE, Settled, settled
from tests.days import china_today
from tests.domain.profiles import completed

TEN_DAYS = """
effective = 2026-03-01

[documents.office]
title = "锦绣社区走访办法"
short = "锦绣社区走访办法"
number = "锦社〔2026〕2号"
issued_by = "锦绣社区"
issued_on = 2026-03-01

[six_clear.people]
title = "人员类别清"
english = "Categories of people"
definition = "十日内走访过"
gaps = ["household_unvisited"]
within_days = 10
source = { document = "office", article = "第一条", quote = "十日内走访一次" }
"""


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settled]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MINQING_POLICIES", str(completed(tmp_path_factory.mktemp("policies"), TEN_DAYS, "runzhou")))
        yield settled(desk, estate, "runzhou")


def visited(desk: Settled, grid: int, days_ago: int) -> None:
    noted = ("--purpose", "census", "--issue", "无", "--feedback", "已登记")
    at = f"{china_today() - timedelta(days=days_ago)}T10:00"
    desk.ask("visit", "record", desk.household, "--warden", f"wg{grid}", *noted, "--at", at)


def unvisited(desk: Settled, grid: str, by: str, to: str) -> list[int]:
    """How many homes each hand-over of the grid counted so far as unvisited, this one last."""
    desk.ask("duty", "hand-over", *WHERE, "--grid", grid, "--from", by, "--to", to)
    with opened() as office:
        bodies = [each.body for each in office.journal.feed(0, 10_000)]
    return [body.unvisited for body in bodies if isinstance(body, HandedOver)]


def test_homes_not_visited_within_the_days_of_the_profile_are_handed_over_as_such(desk: Settled) -> None:
    home = next(one["grid"] for one in desk.ask("household", "list", *WHERE)["households"])
    number = next(place for place, one in enumerate(desk.grids, 1) if one["grid"] == home)
    grid, old, new = desk.grids[number - 1]["code"], number, number % len(desk.grids) + 1
    visited(desk, old, 20)
    assert unvisited(desk, grid, f"wg{old}", f"wg{new}") == [1]
    visited(desk, old, 5)
    assert unvisited(desk, grid, f"wg{new}", f"wg{old}") == [1, 0]


def test_documents_are_written_at_the_command_line(desk: Settled, tmp_path: Path) -> None:
    sheet, packs, ledger = tmp_path / "民情图.pdf", tmp_path / "移交单.pdf", tmp_path / "台账.xlsx"
    assert desk.ask("documents", "write", "sheet", *WHERE, "--out", sheet)["bytes"] == sheet.stat().st_size
    assert CODE in Printed(sheet.read_bytes()).text()
    plan = next(one["plan"] for one in desk.ask("plan", "list", *WHERE)["plans"])
    desk.ask("documents", "write", "hand_over", "--plan", plan, "--out", packs)
    assert "没有在网格员之间移交" in Printed(packs.read_bytes()).text()
    desk.ask("documents", "write", "wardens", *WHERE, "--out", ledger)
    assert ledger.read_bytes()[:2] == b"PK"
    for wrong, code in (("letter.pdf", "document.unknown"), ("sheet.docx", "document.form_unknown")):
        name = wrong.partition(".")[0]
        assert desk.run("documents", "write", name, *WHERE, "--out", tmp_path / wrong, "--json").refused_with == code
    assert desk.run("documents", "write", "sheet", "--out", sheet).exit_code == 2
