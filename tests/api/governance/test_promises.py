"""What a station promises and which rules hold, as residents read them on any day, over whole HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Site
from tests.api.governance.conftest import Town, registered
from tests.people import approver_wang, desk_chen, planner_lin, reporter_xu

CARD: dict[str, Any] = {
    "key": "elderly_card",
    "title": "老年优待证代办",
    "category": "civil_affairs",
    "content": "代办优待证",
    "procedure": "受理、上报、领取",
    "limit": 3,
    "standard": "一次办成",
}
MAY, JULY = {"effective_at": "2026-05-06T09:00:00+08:00"}, {"effective_at": "2026-07-01T09:00:00+08:00"}


@pytest.fixture(scope="module")
def yixing(site: Site) -> Town:
    return registered(site, "320282001001", "yixing")


def public(town: Town, register: str, **params: Any) -> list[dict[str, Any]]:
    return town.get(None, f"/public/communities/{town.code}/registers/{register}", **params)["lines"]


@pytest.mark.rule("Y11")
def test_all_four_fields_are_promised_publicly_and_every_edition_stays_readable(yixing: Town):
    asked = yixing.get(reporter_xu, "register-gaps")["gaps"]
    assert [(one["register"], one["missing"]) for one in asked] == [("commitments", "内容、程序、时限、标准")]
    lame = yixing.post(desk_chen, "commitments", CARD | {"standard": "", "limit": 0}, status=422)
    assert (lame["code"], lame["facts"]["fields"]) == ("commitments.fields_missing", ["limit", "standard"])
    assert "宜政办发[2011]74号" in lame["title"]
    yixing.post(desk_chen, "commitments", CARD | MAY, status=201)
    assert yixing.post(desk_chen, "commitments", CARD | MAY, status=201)["recorded"] == 0
    unsigned = yixing.post(desk_chen, "commitments", CARD | JULY | {"limit": 1}, status=422)
    assert unsigned["code"] == "command.document_missing"
    yixing.post(desk_chen, "commitments", CARD | JULY | {"limit": 1, "document": "锦社〔2026〕2号"}, status=201)
    assert [public(yixing, "commitments", on=on)[0]["limit"] for on in ("2026-05-06", "2026-06-30", "2026-07-01")] == [3, 3, 1]
    assert public(yixing, "commitments", on="2026-05-05") == []
    (now,) = public(yixing, "commitments", on="2026-07-01")
    assert (now["edition"], now["procedure"], now["clock"], now["standard"]) == (2, "受理、上报、领取", "working_days", "一次办成")
    early = yixing.post(desk_chen, "commitments", CARD | MAY | {"limit": 9, "document": "x"}, status=409)
    assert early["code"] == "editions.too_early"
    assert yixing.get(reporter_xu, "register-gaps")["gaps"] == []


@pytest.mark.rule("Y11")
def test_a_withdrawn_commitment_is_promised_no_more(yixing: Town):
    gone = {"key": "elderly_card", "document": "锦社〔2026〕5号", "effective_at": "2026-08-01T09:00:00+08:00"}
    assert yixing.post(desk_chen, "commitments/withdrawal", gone)["recorded"] == 1
    assert [len(public(yixing, "commitments", on=on)) for on in ("2026-07-31", "2026-08-01")] == [1, 0]
    history = yixing.get(reporter_xu, "registers/commitments", all=True)["lines"]
    assert [(one["edition"], one["holds_until"]) for one in history] == [(1, "2026-07-01"), (2, "2026-08-01")]
    unknown = yixing.post(desk_chen, "commitments/withdrawal", gone | {"key": "nothing"}, status=404)
    assert unknown["code"] == "editions.unknown"


RULES = {"kind": "accountability", "title": "责任追究制度", "words": "第一条 推诿拖延的，批评教育。", "document": "太办发〔2026〕4号"}


@pytest.mark.rule("D8")
def test_rule_documents_hold_for_the_subdistrict_in_editions(yixing: Town):
    yixing.post(approver_wang, "rule-documents", RULES | MAY, status=201)
    harder = RULES | JULY | {"words": "第一条 推诿拖延的，通报。", "document": "太办发〔2026〕9号"}
    yixing.post(approver_wang, "rule-documents", harder, status=201)
    neighbour, stranger = registered(yixing.site, "320282001002", "yixing"), registered(yixing.site, "320282002001", "yixing")
    (then,), (later,) = (public(neighbour, "rule_documents", on=on) for on in ("2026-06-30", "2026-07-01"))
    assert (then["words"], later["words"]) == (RULES["words"], harder["words"])
    assert (later["edition"], later["document"]) == (2, "太办发〔2026〕9号")
    assert public(stranger, "rule_documents", on="2026-07-01") == []
    lame = yixing.post(planner_lin, "rule-documents", RULES | {"words": ""}, status=422)
    assert lame["code"] == "rule_documents.words_missing"
    repeal = {"kind": "accountability", "document": "太办发〔2026〕20号", "effective_at": "2026-09-01T09:00:00+08:00"}
    yixing.post(approver_wang, "rule-documents/repeal", repeal)
    assert public(neighbour, "rule_documents", on="2026-09-01") == []
