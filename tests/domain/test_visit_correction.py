"""The record of a visit put right: what it said stays, what is right is told beside it; late, somebody else decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import visit
from domain.ids import HouseholdId, WardenId
from domain.required import ReasonMissing
from domain.values import Sealed
from domain.visit import Because, Contact, Span
from tests.domain.test_visit import MORNING, RECORDED, VISIT, ZHAO, _told
from tests.scenario import given

MONDAY = date(2024, 5, 6)
IN_TIME, LATE = Span(MONDAY, MONDAY + timedelta(days=3), 3), Span(MONDAY, MONDAY + timedelta(days=4), 3)
WAS = visit.fold([RECORDED]).entry
RIGHT = replace(WAS, purpose="hardship", contact=Contact.PHONE, visited_at=MORNING - timedelta(hours=1))
NOTE = Sealed(subject="hh-zhang", key="k", box="why")
TOLD = {"visit": VISIT, "community": RECORDED.community, "was": WAS, "right": RIGHT, "is_new_text": False, "note": NOTE}
CORRECTED = visit.Corrected(**TOLD, corrected_by="zhao", approved_by=None)
PROPOSED = visit.CorrectionProposed(**TOLD, because=Because.OVERDUE, proposed_by="zhao")


def _asked(**changed):
    named = {"right": RIGHT, "is_new_text": False, "community": RECORDED.community, "own": ZHAO, "span": IN_TIME}
    return named | {"is_drawn": False, "why": "记错了门", "note": NOTE, "by": "zhao"} | changed


def test_in_time_who_recorded_it_puts_it_right_and_what_was_said_first_stays():
    state = given(visit, RECORDED).when(visit.correct, **_asked()).then(CORRECTED)
    assert (state.told, state.entry, state.proposed) == (WAS, RIGHT, None)
    assert given(visit, RECORDED).when(visit.correct, **_asked(own=None, by="chen")).then(replace(CORRECTED, corrected_by="chen"))


def test_it_may_be_put_right_again_from_what_stands_then():
    again = replace(RIGHT, household=HouseholdId("hh-wang"))
    told = replace(CORRECTED, was=RIGHT, right=again)
    given(visit, RECORDED, CORRECTED).when(visit.correct, **_asked(right=again)).then(told)


@pytest.mark.parametrize(("late", "because"), [({"span": LATE}, Because.OVERDUE), ({"is_drawn": True}, Because.DRAWN)])
def test_late_or_once_drawn_for_a_spot_check_it_waits_for_somebody_else(late, because):
    state = given(visit, RECORDED).when(visit.correct, **_asked(**late)).then(replace(PROPOSED, because=because))
    assert state.entry == WAS
    given(visit, RECORDED, PROPOSED).when(visit.correct, **_asked()).refused(visit.CorrectionPending, visit=VISIT)


def test_who_proposed_it_does_not_decide_and_it_is_decided_once():
    waiting = given(visit, RECORDED, PROPOSED)
    waiting.when(visit.approve_correction, by="zhao").refused(visit.ProposerDecides)
    state = waiting.when(visit.approve_correction, by="chen").then(replace(CORRECTED, approved_by="chen"))
    assert state.entry == RIGHT
    given(visit, RECORDED, PROPOSED, CORRECTED).when(visit.approve_correction, by="chen").refused(visit.NoCorrectionPending, visit=VISIT)


def test_a_rejected_one_leaves_the_record_and_the_way_for_another():
    rejected = visit.CorrectionRejected(visit=VISIT, note=NOTE, rejected_by="chen")
    told = {"by": "chen", "why": "与抽查不符", "note": NOTE}
    state = given(visit, RECORDED, PROPOSED).when(visit.reject_correction, **told).then(rejected)
    assert (state.entry, state.proposed) == (WAS, None)
    given(visit, RECORDED, PROPOSED).when(visit.reject_correction, **told | {"why": " "}).refused(ReasonMissing)
    given(visit, RECORDED).when(visit.reject_correction, **told).refused(visit.NoCorrectionPending)
    given(visit).when(visit.reject_correction, **told).refused(visit.VisitUnknown)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"own": WardenId("wdn-qian")}, visit.NotYourVisit),
        ({"right": WAS}, visit.NothingCorrected),
        ({"right": replace(WAS, found=replace(WAS.found, box="sealed anew"))}, visit.NothingCorrected),
        ({"why": "　"}, ReasonMissing),
    ],
)
def test_what_puts_nothing_right_is_refused(changed, error):
    given(visit, RECORDED).when(visit.correct, **_asked(**changed)).refused(error)
    given(visit).when(visit.correct, **_asked()).refused(visit.VisitUnknown)


def test_new_words_alone_are_a_correction():
    right = replace(WAS, found=replace(WAS.found, box="other words"))
    state = (
        given(visit, RECORDED)
        .when(visit.correct, **_asked(right=right, is_new_text=True))
        .then(replace(CORRECTED, right=right, is_new_text=True))
    )
    assert state.entry.found.box == "other words"
    assert not given(visit, RECORDED, replace(CORRECTED, right=right, is_new_text=True)).when(visit.record, **_told()).then().proposed
