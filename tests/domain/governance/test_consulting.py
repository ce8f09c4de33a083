"""No policy that touches residents without consultations, no summons of community heads without consent."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.governance import consultation, summons
from domain.policy import PolicyProfile
from domain.required import DocumentMissing
from tests.scenario import given

RUNZHOU, PANZHIHUA, YIXING = (PolicyProfile.load(name) for name in ("runzhou", "panzhihua", "yixing"))
CLAUSE = RUNZHOU.rule("consultation.before_policy").clause
POLICY, ONE, TWO = "pub-0001", "com-321111001001", "com-321111001002"
MAY, JUNE = date(2026, 5, 6), date(2026, 6, 1)


def drafted(*, touches: bool = True) -> consultation.PolicyDrafted:
    return consultation.PolicyDrafted(
        policy=POLICY, district="321111", title="停车收费办法", department="区城管局", touches_residents=touches
    )


def held(community: str, on: date = MAY) -> consultation.ConsultationHeld:
    return consultation.ConsultationHeld(community=community, on=on, came=30, opinions=9, taken_up=4)


def published(*consulted: str, clause: str = CLAUSE) -> consultation.PolicyPublished:
    given_ = {"policy": POLICY, "district": "321111", "title": "停车收费办法", "document": "润政办〔2026〕18号"}
    return consultation.PolicyPublished(**given_, on=JUNE, consulted=consulted, clause=clause)


PUBLISH = {"on": JUNE, "document": "润政办〔2026〕18号", "profile": RUNZHOU}


@pytest.mark.rule("R14")
def test_without_consultations_it_is_not_published():
    for past in ((), (held(ONE),), (held(ONE), held(TWO, on=date(2026, 6, 2)))):
        asked = given(consultation, drafted(), *past).when(consultation.publish, **PUBLISH)
        asked.refused(consultation.NotConsulted, value=min(len(past), 1), limit=2, clause=CLAUSE)
    given(consultation, drafted(), held(TWO), held(ONE)).when(consultation.publish, **PUBLISH).then(published(ONE, TWO))


@pytest.mark.rule("R14")
def test_one_that_touches_nobody_or_under_a_silent_regulation_needs_none():
    given(consultation, drafted(touches=False)).when(consultation.publish, **PUBLISH).then(published())
    silent = given(consultation, drafted()).when(consultation.publish, **PUBLISH | {"profile": YIXING})
    (one,) = silent.decide()
    assert "产品默认" in one.clause


@pytest.mark.rule("R14")
def test_a_community_counts_once_and_afterwards_is_too_late():
    again = {"community": ONE, "on": MAY, "came": 30, "opinions": 9, "taken_up": 4}
    given(consultation, drafted()).when(consultation.consult, **again).then(held(ONE))
    given(consultation, drafted(), held(ONE)).when(consultation.consult, **again).then()
    given(consultation).when(consultation.consult, **again).refused(consultation.PolicyUnknown)
    for wrong in ({"came": 0}, {"taken_up": 10}):
        given(consultation, drafted()).when(consultation.consult, **again | wrong).refused(consultation.CountsUnsound)
    over = given(consultation, drafted(), held(ONE), held(TWO), published(ONE, TWO))
    over.when(consultation.consult, **again | {"community": "com-321111001003"}).refused(consultation.TooLate, published_on=JUNE)
    over.when(consultation.publish, **PUBLISH).then()
    given(consultation, drafted()).when(consultation.publish, **PUBLISH | {"document": ""}).refused(DocumentMissing)


ASK = {"summons": "smn-0001", "community": ONE, "department": "区统计局", "title": "布置会", "called": ("chen",)}
ASK |= {"starts_at": datetime(2026, 5, 6, 1, tzinfo=UTC)}
REQUESTED = summons.Requested(**ASK, requested_by="lin")
CONSENT = PANZHIHUA.rule("meeting.summons_consent").clause
CONSENTED = summons.Consented(consented_by="wang", clause=CONSENT)
DECLINED = summons.Declined(declined_by="wang", clause=CONSENT)
ISSUE = {"meeting": "mtg-0001", "by": "lin", "profile": PANZHIHUA}
ISSUED = summons.Issued(meeting="mtg-0001", issued_by="lin")


@pytest.mark.rule("Z6")
def test_community_heads_are_called_after_the_head_of_the_street_consented():
    given(summons).when(summons.request, **ASK, by="lin").then(REQUESTED)
    given(summons).when(summons.request, **ASK | {"called": ()}, by="lin").refused(summons.NobodyCalled)
    missing = given(summons, REQUESTED).when(summons.issue, **ISSUE)
    missing.refused(summons.ConsentMissing, value=summons.Status.REQUESTED, clause=CONSENT)
    given(summons, REQUESTED).when(summons.consent, by="lin", profile=PANZHIHUA).refused(summons.OwnConsent)
    given(summons, REQUESTED).when(summons.consent, by="wang", profile=PANZHIHUA).then(CONSENTED)
    given(summons, REQUESTED, CONSENTED).when(summons.issue, **ISSUE).then(ISSUED)
    given(summons, REQUESTED, CONSENTED, ISSUED).when(summons.issue, **ISSUE).then()


@pytest.mark.rule("Z6")
def test_what_was_declined_is_not_issued_and_a_silent_regulation_asks_for_no_consent():
    given(summons, REQUESTED).when(summons.decline, by="wang", profile=PANZHIHUA).then(DECLINED)
    declined = given(summons, REQUESTED, DECLINED)
    declined.when(summons.issue, **ISSUE).refused(summons.ConsentMissing, value=summons.Status.DECLINED)
    declined.when(summons.issue, **ISSUE | {"profile": YIXING}).refused(summons.ConsentMissing)
    declined.when(summons.consent, by="wang", profile=PANZHIHUA).refused(summons.DecidedAlready)
    given(summons, REQUESTED).when(summons.issue, **ISSUE | {"profile": YIXING}).then(ISSUED)
    given(summons).when(summons.issue, **ISSUE).refused(summons.SummonsUnknown)
