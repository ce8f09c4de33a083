"""A case is written of what is finished, leads to nobody, and is approved by another than who wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from domain.governance import solved_case
from domain.governance.solved_case import Drafted, Published, Returned, Revised, Withdrawn
from domain.ids import CaseId, CommunityId, TicketId
from domain.likeness import likeness
from domain.required import ReasonMissing
from domain.values import Sealed
from tests.scenario import given

CASE, TICKET = CaseId("cas-00000001"), TicketId("tkt-00000001")
WORDS, WHY = (Sealed(subject=CASE, key="k", box=box) for box in ("…", "……"))
DRAFTED = Drafted(case=CASE, community=CommunityId("com-1"), ticket=TICKET, category="sanitation", content=WORDS, drafted_by="chen")
OF = {
    "case": CASE,
    "community": CommunityId("com-1"),
    "ticket": TICKET,
    "number": "7",
    "category": "sanitation",
    "content": WORDS,
    "by": "chen",
}


@pytest.mark.rule("D16")
def test_a_case_is_written_of_a_closed_ticket_without_a_name_in_it():
    given(solved_case).when(solved_case.draft, **OF, is_finished=True, personal=()).then(DRAFTED)
    given(solved_case).when(solved_case.draft, **OF, is_finished=False, personal=()).refused(solved_case.TicketNotFinished, number="7")
    named = given(solved_case).when(solved_case.draft, **OF, is_finished=True, personal=("phone", "name"))
    named.refused(solved_case.LeadsToAPerson, found=["name", "phone"])


@pytest.mark.rule("D16")
def test_who_wrote_its_last_words_does_not_approve_them():
    told = given(solved_case, DRAFTED)
    told.when(solved_case.publish, personal=(), by="chen").refused(solved_case.WriterApproves)
    told.when(solved_case.publish, personal=("name",), by="wang").refused(solved_case.LeadsToAPerson)
    told.when(solved_case.publish, personal=(), by="wang").then(Published(approved_by="wang"))
    given(solved_case, DRAFTED, Published(approved_by="wang")).when(solved_case.publish, personal=(), by="he").then()
    again = given(solved_case, DRAFTED, Revised(content=WHY, drafted_by="wang"))
    again.when(solved_case.publish, personal=(), by="wang").refused(solved_case.WriterApproves)


def test_what_is_given_back_is_written_otherwise_before_it_is_published():
    back = Returned(why=WHY, returned_by="wang")
    given(solved_case, DRAFTED).when(solved_case.give_back, reason="太长", why=WHY, by="wang").then(back)
    given(solved_case, DRAFTED).when(solved_case.give_back, reason=" ", why=WHY, by="wang").refused(ReasonMissing)
    given(solved_case, DRAFTED, back).when(solved_case.publish, personal=(), by="wang").refused(solved_case.CaseOtherwise)
    revised = Revised(content=WORDS, drafted_by="chen")
    given(solved_case, DRAFTED, back).when(solved_case.revise, content=WORDS, personal=(), by="chen").then(revised)
    published = given(solved_case, DRAFTED, Published(approved_by="wang"))
    published.when(solved_case.revise, content=WORDS, personal=(), by="chen").refused(solved_case.CaseOtherwise, status="published")


@pytest.mark.rule("D16")
def test_a_case_is_withdrawn_with_a_reason_and_once():
    gone = Withdrawn(withdrawn_by="wang", why=WHY)
    given(solved_case, DRAFTED, Published(approved_by="wang")).when(solved_case.withdraw, reason="过时", why=WHY, by="wang").then(gone)
    given(solved_case, DRAFTED, gone).when(solved_case.withdraw, reason="过时", why=WHY, by="wang").then()
    given(solved_case, DRAFTED).when(solved_case.withdraw, reason="", why=WHY, by="wang").refused(ReasonMissing)
    given(solved_case).when(solved_case.withdraw, reason="过时", why=WHY, by="wang").refused(solved_case.CaseUnknown)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("居民反映路灯不亮，当日修复", ()),
        ("张三反映路灯不亮", ("name",)),
        ("请回电13800001234", ("phone",)),
        ("电话 0511-85012345", ("phone",)),
        ("证号11010519491231002X", ("id_number",)),
        ("2026年3月共修12处，用时3天", ()),
        ("张三，13900002222", ("name", "phone")),
    ],
)
def test_names_of_the_people_and_numbers_are_found(words: str, found: tuple[str, ...]):
    assert solved_case.personal_in(words, [("name", "张三"), ("phone", "13900002222")]) == found


@over(st.text(), st.text())
def test_likeness_is_the_same_both_ways_and_a_share(one: str, other: str):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


def test_what_shares_words_is_more_alike_than_what_does_not():
    assert likeness("楼道路灯不亮", "楼道路灯不亮。") == 1
    assert likeness("楼道里路灯坏了不亮", "三单元路灯不亮") > likeness("楼道里路灯坏了不亮", "申请高龄补贴")
