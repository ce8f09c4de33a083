"""The desk at the command line: a month of duty, a ledger as a file, a notice, a call, the diary."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.cli import Desk

WHERE = ("--community", "321111005001")


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path) -> Desk:
    return desk.with_estate(estate, WHERE[1], "tiedong")


@pytest.mark.rule("T9")
def test_a_month_is_drawn_and_confirmed(desk: Desk):
    assert desk.run("rota", "propose", "2030-01", *WHERE, "--json").refused_with == "rota.nothing_to_draw"
    for account, name in (("zhao", "赵"), ("qian", "钱")):
        desk.ask("duty", "enroll", "--account", account, "--name", name, "--phone", "0511-85000001", *WHERE)
    drawn = desk.ask("rota", "propose", "2030-01", *WHERE)
    assert (drawn["shifts"], drawn["gaps"], drawn["status"]) == (31, [], "proposed")
    assert desk.ask("rota", "confirm", "2030-01", *WHERE)["status"] == "confirmed"
    first = desk.ask("rota", "show", "2030-01", *WHERE)["shifts"][0]
    assert first["kind"] == "hotline"
    assert "20300101-hotline-1" in desk.run("rota", "show", "2030-01", *WHERE).text
    assert desk.run("rota", "now", *WHERE).told["calendar"].startswith("holidays")


@pytest.mark.rule("Z7", "Y17")
def test_a_ledger_is_written_as_a_file(desk: Desk, tmp_path: Path):
    assert "居民" in desk.run("ledger", "list", *WHERE).text
    done = desk.run("ledger", "write", "residents", *WHERE, "--out", tmp_path / "居民.csv")
    assert done.exit_code == 0 and "24 行" in done.text, done.text
    assert len((tmp_path / "居民.csv").read_text(encoding="utf-8-sig").splitlines()) == 25


@pytest.mark.rule("T10", "T12", "D10")
def test_notices_calls_and_the_diary(desk: Desk):
    assert desk.ask("outreach", "publish", "路灯已修复", "--kind", "feedback", *WHERE)["number"] == 1
    board = json.loads(desk.run("outreach", "board", *WHERE).text)
    assert [one["title"] for one in board["notices"]] == ["路灯已修复"]
    assert desk.run("outreach", "call", "问办证时间", *WHERE, "--json").refused_with == "hotline.not_recorded"
    assert desk.ask("outreach", "call", "问办证时间", "--answer", "工作日上午", *WHERE)["ticket"] is None
    assert "热线来电：直接解答" in desk.run("outreach", "diary", *WHERE).text
    assert "热线来电1次" in desk.run("outreach", "weekly", *WHERE).text
