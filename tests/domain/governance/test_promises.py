"""Commitments and rule documents hold in editions, whole, and what is asked for and missing is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from domain.governance import commitments, rule_documents
from domain.governance.commitments import Clock, Promise
from domain.governance.editions import EditionTooEarly, EditionUnknown
from domain.governance.rule_documents import Kind, Wording
from domain.policy import PolicyProfile, RuleUnknown
from domain.required import DocumentMissing
from tests.domain.profiles import newest
from tests.scenario import given

YIXING = PolicyProfile.load("yixing")
CLAUSE = YIXING.rule("service.published").clause
CATALOGUE, DAY = "cmt-320282001001", date(2026, 5, 6)
CARD = Promise("老年优待证代办", "civil_affairs", "代办优待证", "受理、上报、领取", 3, Clock.WORKING_DAYS, "一次办成")
FASTER = replace(CARD, limit=1)
GIVEN = {"commitments": CATALOGUE, "key": "card", "profile": YIXING}
FIRST = commitments.Published(commitments=CATALOGUE, key="card", edition=1, promise=CARD, on=DAY, clause=CLAUSE)
SECOND = commitments.Revised(key="card", edition=2, promise=FASTER, on=DAY, document="锦社〔2026〕2号")


@pytest.mark.rule("Y11")
@pytest.mark.parametrize(
    ("lacking", "fields"),
    [
        ({"content": " "}, ["content"]),
        ({"procedure": ""}, ["procedure"]),
        ({"standard": ""}, ["standard"]),
        ({"limit": 0}, ["limit"]),
        ({"limit": 2, "clock": Clock.ON_THE_SPOT}, ["limit"]),
        ({"content": "", "limit": 0, "procedure": "", "standard": ""}, ["content", "limit", "procedure", "standard"]),
    ],
)
def test_a_commitment_has_all_four_fields(lacking: dict[str, object], fields: list[str]):
    lame = replace(CARD, **lacking)
    asked = given(commitments).when(commitments.publish, **GIVEN, promise=lame, on=DAY, document="")
    asked.refused(commitments.FieldsMissing, fields=fields, clause=CLAUSE)


@pytest.mark.rule("Y11")
def test_it_is_published_revised_by_a_document_and_withdrawn():
    given(commitments).when(commitments.publish, **GIVEN, promise=CARD, on=DAY, document="").then(FIRST)
    given(commitments, FIRST).when(commitments.publish, **GIVEN, promise=CARD, on=DAY, document="").then()
    given(commitments, FIRST).when(commitments.publish, **GIVEN, promise=FASTER, on=DAY, document="").refused(DocumentMissing)
    revise = {"promise": FASTER, "document": "锦社〔2026〕2号"}
    given(commitments, FIRST).when(commitments.publish, **GIVEN, **revise, on=DAY).then(SECOND)
    early = given(commitments, FIRST).when(commitments.publish, **GIVEN, **revise, on=DAY - timedelta(days=1))
    early.refused(EditionTooEarly, present_since=DAY)
    withdrawn = commitments.Withdrawn(key="card", edition=2, on=DAY, document="x")
    given(commitments).when(commitments.withdraw, key="card", on=DAY, document="x").refused(EditionUnknown)
    given(commitments, FIRST, SECOND).when(commitments.withdraw, key="card", on=DAY, document="x").then(withdrawn)
    given(commitments, FIRST, SECOND, withdrawn).when(commitments.withdraw, key="card", on=DAY, document="x").then()
    again = given(commitments, FIRST, SECOND, withdrawn).when(commitments.publish, **GIVEN, promise=FASTER, on=DAY, document="")
    again.then(replace(FIRST, edition=3, promise=FASTER))
    odd = {**GIVEN, "promise": replace(CARD, category="nothing")}
    given(commitments).when(commitments.publish, **odd, on=DAY, document="").refused(RuleUnknown)


@pytest.mark.rule("Y11", "D8")
@each(st.lists(st.tuples(st.sampled_from([CARD, FASTER, None]), st.integers(min_value=0, max_value=9)), max_size=30))
def test_editions_are_numbered_without_a_gap_and_their_days_never_go_back(steps: list[tuple[Promise | None, int]]):
    state, told = None, []
    for promise, days in steps:
        on = DAY + timedelta(days=days)
        try:
            if promise is None:
                events = commitments.withdraw(state, key="card", on=on, document="x")
            else:
                events = commitments.publish(state, **GIVEN, promise=promise, on=on, document="x")
        except (EditionTooEarly, EditionUnknown):
            continue
        for one in events:
            state = commitments.evolve(state, one)
            told.append(one)
    numbers = [one.edition for one in told if not isinstance(one, commitments.Withdrawn)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [one.on for one in told] == sorted(one.on for one in told)


@pytest.mark.rule("D8")
def test_the_five_kinds_are_published_in_editions_with_their_words(tmp_path: Path):
    daiban = newest("daiban", tmp_path)
    assert list(rule_documents.asked_for(daiban)) == list(Kind)
    assert rule_documents.asked_for(daiban)[Kind.ACCOUNTABILITY] == "责任追究制度"
    assert rule_documents.asked_for(YIXING) == {}
    ask = {"documents": "rdc-410105001", "kind": Kind.ACCOUNTABILITY, "on": DAY, "profile": daiban}
    words = Wording("责任追究制度", "第一条 推诿拖延的，予以批评教育。")
    clause = daiban.rule("rules.published").clause
    given(rule_documents).when(rule_documents.publish, **ask, wording=words, document=" ").refused(DocumentMissing)
    blank = given(rule_documents).when(rule_documents.publish, **ask, wording=Wording("责任追究制度", " "), document="x")
    blank.refused(rule_documents.WordsMissing, clause=clause)
    first = rule_documents.Published(
        documents="rdc-410105001", kind=Kind.ACCOUNTABILITY, edition=1, wording=words, on=DAY, document="x", clause=clause
    )
    given(rule_documents).when(rule_documents.publish, **ask, wording=words, document="x").then(first)
    harder = Wording("责任追究制度", "第一条 推诿拖延的，通报。")
    second = replace(first, edition=2, wording=harder)
    given(rule_documents, first).when(rule_documents.publish, **ask, wording=harder, document="x").then(second)
    repeal = {"kind": Kind.ACCOUNTABILITY, "on": DAY, "document": "y"}
    repealed = rule_documents.Repealed(edition=2, **repeal)
    given(rule_documents, first, second).when(rule_documents.repeal, **repeal).then(repealed)
    given(rule_documents).when(rule_documents.repeal, **repeal).refused(EditionUnknown)
