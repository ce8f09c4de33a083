"""The registers of governance at the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.api.cli import Desk

CODE = "321111005001"
WHERE = ("--community", CODE)


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path) -> Desk:
    return desk.with_estate(estate, CODE, "runzhou")


def test_a_task_is_refused_and_an_admission_needs_its_terms(desk: Desk):
    asked = ("--department", "区统计局", "--title", "住户抽样登记")
    assert desk.run("admission", "request", *WHERE, *asked).refused_with == "admission.terms_missing"
    desk.ask("admission", "refuse", *WHERE, *asked)
    terms = ("--content", "登记", "--addressees", "住户", "--authority", "登记", "--starts", "2020-01-01", "--ends", "2020-02-01")
    one = desk.ask("admission", "request", *WHERE, *asked, *terms, "--yuan", 1000)["id"]
    desk.ask("admission", "gate", one, "--by", "civil_affairs_bureau")
    desk.ask("admission", "approve", one, "--by", "district_leading_group", "--document", "润社建〔2020〕1号")
    assert [gone["subject"] for gone in desk.ask("jobs", "run", "admissions")["acted"]] == [one]
    assert desk.ask("jobs", "run", "admissions")["acted"] == []
    assert [row["status"] for row in desk.ask("admission", "list", *WHERE)["admissions"]] == ["withdrawn"]


def test_the_funding_sheet_a_meeting_and_a_burden(desk: Desk):
    desk.ask("funding", "compute", *WHERE)
    assert desk.ask("funding", "show", *WHERE)["sheet"]["granted_yuan"] == 100_000
    assert "保底" in desk.run("funding", "show", *WHERE).text
    begun = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds")
    meeting = desk.ask("meeting", "convene", *WHERE, "--starts-at", begun, "--called", "chen", "--cadence", "representatives")["id"]
    desk.ask("meeting", "hold", meeting, "--came", "chen")
    desk.ask("meeting", "decide", meeting, "--text", "本月修好路灯")
    desk.ask("meeting", "publish", meeting, "--number", 1, "--result", "路灯本月修好")
    found = desk.ask("meeting", "compliance", *WHERE)["compliance"]
    assert "kept" in {span["standing"] for one in found if one["cadence"] == "representatives" for span in one["windows"]}
    desk.ask("burden", "register", *WHERE, "--kind", "contest", "--title", "评比", "--department", "区农林局", "--inherited")
    assert [(one["kind"], one["standing"]) for one in desk.ask("burden", "index", *WHERE)["index"]] == [("contest", 1)]


def test_a_certificate_is_listed_issued_and_sealed(desk: Desk):
    kind = ("--key", "kinship")
    law = ("--title", "亲属关系证明", "--basis", "《公证法》第二十五条", "--document", "润民〔2026〕5号")
    desk.ask("certificate", "list-type", *WHERE, *kind, *law)
    one = desk.ask("certificate", "request", *WHERE, *kind, "--name", "王秀英", "--purpose", "公证")["id"]
    desk.ask("certificate", "issue", one)
    assert [use["number"] for use in desk.ask("certificate", "seal", *WHERE)["uses"]] == [1]
