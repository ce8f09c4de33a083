"""The registers of decided facts at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.cli import Desk

CODE = "320282005001"
WHERE = ("--community", CODE)
BY = ("--document", "宜民〔2026〕5号")


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path) -> Desk:
    return desk.with_estate(estate, CODE, "yixing")


@pytest.mark.rule("Y19", "Y21")
def test_a_target_an_award_and_the_progress(desk: Desk):
    target = ("--target", "model_share", "--year", 2013)
    assert desk.run("honour", "target", *WHERE, *target, "--percent", 60, *BY).refused_with == "targets.below_regulation"
    desk.ask("honour", "target", *WHERE, *target, "--percent", 92, *BY)
    assert desk.run("honour", "award", *WHERE, "--award", "model_community", *BY).refused_with == "commendation.community_not_certified"
    found = {one["year"]: one for one in desk.ask("honour", "progress", *WHERE)["progress"] if one["target"] == "model_share"}
    assert [found[year]["percent"] for year in (2011, 2012, 2013)] == [50, 70, 92]
    told = desk.run("honour", "progress", *WHERE).text
    assert "达标城镇社区占比" in told and "未达到" in told


def test_registers_are_listed_shown_and_written(desk: Desk, tmp_path: Path):
    assert {"targets", "commendations"} <= {one["register"] for one in desk.ask("register", "list")["registers"]}
    (line,) = desk.ask("register", "show", "targets", *WHERE)["lines"]
    assert (line["year"], line["percent"], line["owner"]) == (2013, 92, CODE[:6])
    assert desk.ask("register", "show", "targets", *WHERE, "--on", "2011-01-01")["lines"] == []
    desk.run("register", "show", "targets", *WHERE, "--out", tmp_path / "目标.csv")
    assert "宜民〔2026〕5号" in (tmp_path / "目标.csv").read_text("utf-8-sig")
    assert desk.run("register", "show", "secrets", *WHERE).refused_with == "register.unknown"


@pytest.mark.rule("Y11", "D8")
def test_what_is_promised_and_which_rules_hold(desk: Desk, tmp_path: Path):
    card = ("--key", "card", "--title", "优待证代办", "--category", "civil_affairs")
    lame = desk.run("promise", "publish", *WHERE, *card, "--content", "代办", "--limit", 3)
    assert (lame.refused_with, lame.told["facts"]["fields"]) == ("commitments.fields_missing", ["procedure", "standard"])
    whole = (*card, "--content", "代办", "--procedure", "受理、上报", "--standard", "一次办成")
    desk.ask("promise", "publish", *WHERE, *whole, "--limit", 3, "--on", "2026-05-06")
    desk.ask("promise", "publish", *WHERE, *whole, "--limit", 1, "--on", "2026-07-01", *BY)
    shown = [desk.ask("register", "show", "commitments", *WHERE, "--on", on)["lines"][0] for on in ("2026-06-30", "2026-07-01")]
    assert [(one["edition"], one["limit"]) for one in shown] == [(1, 3), (2, 1)]
    (tmp_path / "追责.txt").write_text("第一条 推诿拖延的，批评教育。", encoding="utf-8")
    kind = ("--kind", "accountability")
    desk.ask("promise", "rules", tmp_path / "追责.txt", *WHERE, *kind, "--title", "责任追究制度", *BY)
    told = desk.run("register", "show", "rule_documents", *WHERE).text
    assert "第一条" in told and "责任追究" in told and "accountability" not in told
    desk.ask("promise", "repeal", *WHERE, *kind, *BY)
    desk.ask("promise", "withdraw", *WHERE, "--key", "card", *BY)
    assert [one["register"] for one in desk.ask("register", "gaps", *WHERE)["gaps"]] == ["commitments"]


def test_a_consultation_and_a_summons(desk: Desk):
    policy = desk.ask("consult", "draft", *WHERE, "--title", "停车办法", "--department", "城管局", "--touches-residents")["id"]
    desk.ask("consult", "held", policy, *WHERE, "--came", 30, "--opinions", 9, "--taken-up", 4)
    desk.ask("consult", "publish", policy, *WHERE, *BY)
    (line,) = desk.ask("register", "show", "policies", *WHERE)["lines"]
    assert line["consulted"] == [f"com-{CODE}"]
    call = ("--department", "统计局", "--title", "布置会", "--starts-at", "2027-01-06T09:00", "--called", "chen")
    asked = desk.ask("consult", "summon", *WHERE, *call)["id"]
    assert desk.run("consult", "settle", asked, "--consent").refused_with == "summons.own_consent"
    desk.ask("consult", "issue", asked)
    assert desk.ask("register", "show", "summonses", *WHERE)["lines"][0]["title"] == "布置会"


def test_joint_work_and_a_training(desk: Desk):
    assert desk.run("joint", "pilot", *WHERE, "--estate", "阳光花园", *BY).refused_with == "policy.rule_unknown"
    joint = desk.ask("joint", "set-up", *WHERE, "--title", "联合整治", "--party", "镇街", "--party", "公安", *BY)["id"]
    desk.ask("joint", "meet", joint, "--came", "镇街", "--came", "公安", *BY)
    desk.ask("joint", "sign", joint, "--party", "镇街", "--duties", "排查", "--until", "2099-12-31", *BY)
    assert desk.ask("register", "show", "letters", *WHERE)["lines"][0]["party"] == "镇街"
    account = ("--account", "zhao", "--name", "赵网格", "--phone", "0510-85000001", "--on", "2026-05-01")
    warden = desk.ask("duty", "enroll", *WHERE, *account)["warden"]
    training = desk.ask("joint", "train", *WHERE, "--title", "业务培训", "--attended", warden)["id"]
    assert desk.run("joint", "test", training, "--warden", warden, "--points", 101).refused_with == "training.points_unsound"
    desk.ask("joint", "test", training, "--warden", warden, "--points", 87)
    shown = desk.run("register", "show", "trainings", *WHERE).text
    assert "业务培训" in shown and "87" not in shown.replace(warden, "")
