"""Books at the command line: entered, carried on, read as registers, one shown with its steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.cli import Desk

CODE = "510402001001"
WHERE = ("--community", CODE)


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path) -> Desk:
    return desk.with_estate(estate, CODE, "panzhihua")


def test_an_inspection_is_drawn_held_published_and_shown(desk: Desk):
    desk.ask("register", "inspection-draws", "draw", *WHERE)
    drawn = desk.ask("register", "inspection-draws", "draw", *WHERE)
    assert drawn["drawn"] == [f"com-{CODE}"]
    held = desk.ask("register", "inspections", "hold", *WHERE, "--title", "减负督查", "--team", "市民政局", "--draw", 1)["id"]
    desk.ask("register", "inspections", "findings", held, "--title", "仍挂六块牌子", "--text", "门厅左侧")
    desk.ask("register", "inspections", "publication", held, "--finding", 1, "--document", "攀民通报〔2026〕1号")
    assert desk.run("register", "inspections", "demand", held, "--finding", 2).refused_with == "inspection.finding_unknown"
    assert desk.run("register", "inspections", "demand", held, "--finding", "a").refused_with == "http.input_invalid"
    (finding,) = desk.ask("register", "show", "findings", *WHERE)["lines"]
    assert (finding["title"], finding["notice"], finding["status"]) == ("仍挂六块牌子", "攀民通报〔2026〕1号", "found")
    assert desk.run("register", "inspections", "summary", *WHERE).told["counts"] == {"found": 1}
    shown = desk.run("register", "inspections", "show", held, "--purpose", "复核").told
    assert shown["findings"][0]["content"] == "门厅左侧"
    assert [step["step"] for step in shown["steps"]] == ["督查", "记录督查问题", "公开通报"]
