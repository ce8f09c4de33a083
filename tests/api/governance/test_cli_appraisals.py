"""Appraisals and call-backs at the command line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.api.cli import Desk

CODE = "440113001001"
WHERE = ("--community", CODE)
SCHEME = """
appraisal = "officers_monthly"
title = "段管员月度考评"
[[parts]]
key = "satisfied"
title = "群众满意度"
points = 60
is_satisfaction = true
[[parts]]
key = "patrols"
title = "日常巡查"
points = 40
"""


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path) -> Desk:
    return desk.with_estate(estate, CODE, "panyu")


@pytest.mark.rule("P8")
def test_a_scheme_is_scored_closed_and_its_result_sent_up(desk: Desk, tmp_path: Path):
    file = tmp_path / "scheme.toml"
    file.write_text(SCHEME, encoding="utf-8")
    scheme = desk.ask("appraisal", "scheme", file, *WHERE)["id"]
    one = desk.ask("appraisal", "open", scheme, "--first", "2026-02-01", "--last", "2026-02-28")["id"]
    unfit = desk.run("appraisal", "score", one, "--score", "satisfied=61", "--score", "patrols=40", "--json")
    assert unfit.refused_with == "appraisal.scores_unfit"
    assert desk.run("appraisal", "report", one, "--json").refused_with == "appraisal.not_closed"
    desk.ask("appraisal", "score", one, "--score", "satisfied=58", "--score", "patrols=39")
    desk.ask("appraisal", "close", one)
    desk.ask("appraisal", "report", one)
    (row,) = desk.ask("appraisal", "list", *WHERE)["appraisals"]
    assert (row["points"], row["grade"], row["reported_to"]) == (97, "excellent", ["网格化领导小组办公室"])
    assert "excellent" in desk.run("appraisal", "list", *WHERE).text
    spans = ("appraisal", "compliance", *WHERE, "--since", "2026-02-01", "--until", "2026-02-28")
    assert "段管员月度考评" in desk.run(*spans).text
    assert {one["appraisal"]: one["closed"] for one in desk.ask(*spans)["compliance"]}["officers_monthly"] == 1


def test_a_rating_is_entered_with_its_tallies(desk: Desk):
    span = ("--first", "2026-01-01", "--last", "2026-12-31", "--tallies", "0,0,1,2,7")
    desk.ask("appraisal", "rate", *WHERE, "--subject", "station", "--name", "工商所", "--raters", "residents", *span)


@pytest.mark.rule("D15")
def test_call_backs_are_drawn_from_a_committed_seed_and_recorded(desk: Desk):
    committed = desk.ask("callback", "draw", *WHERE)["commitment"]
    assert desk.run("callback", "draw", *WHERE, "--json").refused_with == "callback.nothing_closed"
    asked = ("ticket", "report", *WHERE, "--category", "unlicensed", "--text", "无照摆摊", "--done", "劝离")
    closed = [desk.ask(*asked) for _ in range(3)]
    drawn = desk.ask("callback", "draw", *WHERE)
    assert hashlib.sha256(drawn["seed"].encode()).hexdigest() == committed
    (chosen,) = drawn["drawn"]
    assert chosen in {one["ticket"] for one in closed}
    own = desk.run("callback", "record", *WHERE, chosen, "--text", "满意", "--satisfaction", 5, "--json")
    assert own.refused_with == "callback.own_work"
    other = next(one["number"] for one in closed if one["ticket"] != chosen)
    assert desk.run("callback", "record", *WHERE, other, "--text", "满意", "--json").refused_with == "callback.not_drawn"
    told = desk.run("callback", "show", *WHERE).told
    assert (told["waiting"], [one["replays"] for one in told["draws"]]) == ([chosen], [True])
