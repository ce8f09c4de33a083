"""The hotline, the notice board and the contact cards."""

from __future__ import annotations

from datetime import date

import pytest

from domain import contact_card, hotline, notices
from domain.contact_card import CardKind
from domain.ids import CallId, CommunityId, GridId, HouseholdId, TicketId, WardenId, board_id
from domain.notices import NoticeKind
from domain.required import NameMissing, ReasonMissing
from domain.values import Sealed
from tests.scenario import given

HERE, BOARD = CommunityId("com-321111001001"), board_id(CommunityId("com-321111001001"))
CALL, SAID = CallId("cll-0001"), Sealed(subject="cll-0001", key="k", box="…")


def call(**changed):
    told = {"call": CALL, "community": HERE, "answered_by": "chen", "on_duty": None, "words": "路灯不亮", "answer": "已答复"}
    return told | {"guided": False, "ticket": None, "said": SAID} | changed


def logged(outcome: hotline.Outcome, ticket: TicketId | None = None) -> hotline.CallLogged:
    return hotline.CallLogged(call=CALL, community=HERE, answered_by="chen", on_duty=None, outcome=outcome, ticket=ticket, said=SAID)


@pytest.mark.rule("T9", "T10")
def test_who_answers_is_the_first_one_asked_and_answers_guides_or_takes_it_in():
    given(hotline).when(hotline.log_call, **call()).then(logged(hotline.Outcome.ANSWERED))
    given(hotline).when(hotline.log_call, **call(guided=True)).then(logged(hotline.Outcome.GUIDED))
    ticket = TicketId("tkt-0001")
    given(hotline).when(hotline.log_call, **call(answer="", ticket=ticket)).then(logged(hotline.Outcome.TICKET, ticket))
    given(hotline).when(hotline.log_call, **call(words=" ")).refused(hotline.CallNotRecorded, missing="text")
    given(hotline).when(hotline.log_call, **call(answer="")).refused(hotline.CallNotRecorded, missing="answer")


def notice(number: int = 1, **changed) -> notices.Published:
    told = {"board": BOARD, "community": HERE, "kind": NoticeKind.FEEDBACK, "title": "路灯已修复", "body": "3号楼前", "until": None}
    return notices.Published(number=number, **told | changed)


def publishing(**changed):
    told = {"board": BOARD, "community": HERE, "kind": NoticeKind.FEEDBACK, "title": "路灯已修复", "body": "3号楼前", "until": None}
    return told | changed


@pytest.mark.rule("T12", "C5")
def test_notices_are_numbered_and_taken_down_for_a_reason():
    state = given(notices, notice()).when(notices.publish, **publishing(until=date(2024, 7, 1))).then(notice(2, until=date(2024, 7, 1)))
    assert set(state.standing) == {1, 2}
    given(notices, notice()).when(notices.take_down, 1, reason="已过期").then(notices.TakenDown(number=1))
    given(notices, notice(), notices.TakenDown(number=1)).when(notices.take_down, 1, reason="已过期").then()
    given(notices, notice()).when(notices.take_down, 1, reason="").refused(ReasonMissing)
    given(notices).when(notices.take_down, 1, reason="已过期").refused(notices.NoticeUnknown, number=1)
    given(notices).when(notices.publish, **publishing(title=" ")).refused(NameMissing)


@pytest.mark.rule("C5")
@pytest.mark.parametrize("words", ["请联系13912345678", "证号11010119900307123X"])
def test_nobodys_number_stands_on_the_board(words: str):
    given(notices).when(notices.publish, **publishing(body=words)).refused(notices.NoticePersonal)


@pytest.mark.rule("C5")
def test_hotline_and_supervision_telephone_are_published():
    told = notices.TelephonesPublished(board=BOARD, community=HERE, hotline="0511-85000001", supervision="12345")
    named = {"board": BOARD, "community": HERE, "hotline": "0511-85000001", "supervision": "12345"}
    given(notices).when(notices.publish_telephones, **named).then(told)
    given(notices, told).when(notices.publish_telephones, **named).then()
    given(notices).when(notices.publish_telephones, **named | {"supervision": "13912345678"}).refused(notices.NoticePersonal)


@pytest.mark.rule("D7", "Y16")
def test_a_household_gets_one_card_of_each_kind_and_another_when_the_person_changes():
    household, grid, zhao, qian = HouseholdId("hh-0001"), GridId("grd-0001"), WardenId("wdn-zhao"), WardenId("wdn-qian")
    named = {"community": HERE, "household": household, "grid": grid, "kind": CardKind.PROXY, "warden": zhao}
    first = contact_card.Issued(card=contact_card.card_id(household, CardKind.PROXY), edition=1, **named)
    given(contact_card).when(contact_card.issue, **named).then(first)
    given(contact_card, first).when(contact_card.issue, **named).then()
    second = contact_card.Issued(card=first.card, edition=2, **named | {"warden": qian})
    given(contact_card, first).when(contact_card.issue, **named | {"warden": qian}).then(second)
    given(contact_card).when(contact_card.issue, **named | {"warden": None}).refused(contact_card.NobodyToName, grid=grid)
    assert contact_card.card_id(household, CardKind.CONVENIENCE) != first.card
