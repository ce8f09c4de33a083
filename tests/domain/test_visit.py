"""Home visits: with a purpose, an issue and a feedback, by whoever was on duty there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain import visit
from domain.cover import As
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, TicketId, VisitId, WardenId
from domain.policy import PolicyProfile
from domain.values import Sealed
from domain.visit import Contact, Notes, Role, Visited
from tests.scenario import given

RUNZHOU = PolicyProfile.load("runzhou")
FIELDS, CONTACTS = RUNZHOU.rule("visit.fields").clause, RUNZHOU.rule("visit.contacts").clause
ASKED = visit.Asked(RUNZHOU.purposes.keys(), ("home", "phone"), FIELDS, CONTACTS)
VISIT, ZHAO = VisitId("vis-0001"), WardenId("wdn-zhao")
MORNING = datetime(2024, 5, 6, 1, tzinfo=UTC)
FOUND = Sealed(subject="hh-zhang", key="k", box="…")
NOTES = Notes(
    contact=Contact.HOME,
    role=Role.MEDIATION,
    purpose="mediation",
    issue="楼上漏水",
    feedback="已约物业周三上门",
    found=FOUND,
    ticket=TicketId("tkt-0007"),
)
ZHANGS = Visited(
    household=HouseholdId("hh-zhang"),
    community=CommunityId("com-321111001001"),
    building=BuildingId("bld-tower"),
    grid=GridId("grd-east"),
)
RECORDED = visit.Recorded(
    visit=VISIT,
    community=ZHANGS.community,
    household=ZHANGS.household,
    building=ZHANGS.building,
    grid=ZHANGS.grid,
    warden=ZHAO,
    contact=Contact.HOME,
    role=Role.MEDIATION,
    purpose="mediation",
    visited_at=MORNING,
    standing_in=False,
    ticket=TicketId("tkt-0007"),
    found=FOUND,
)


def _told(**changed):
    named = {
        "visit": VISIT,
        "of": ZHANGS,
        "warden": ZHAO,
        "on_duty_as": As.A,
        "notes": NOTES,
        "asked": ASKED,
        "visited_at": MORNING,
        "now": MORNING + timedelta(hours=1),
    }
    return named | changed


@pytest.mark.rule("R6")
def test_a_visit_is_recorded_with_the_grid_of_that_time_and_its_text_sealed():
    state = given(visit).when(visit.record, **_told()).then(RECORDED)
    assert (state.told.household, state.entry.warden, state.entry.visited_at) == (ZHANGS.household, ZHAO, MORNING)


@pytest.mark.parametrize("as_", [As.B, As.STAND_IN])
def test_who_covers_for_the_partner_visits_there_too(as_):
    given(visit).when(visit.record, **_told(on_duty_as=as_)).then(replace(RECORDED, standing_in=True))


def test_recording_the_same_visit_again_writes_nothing():
    given(visit, RECORDED).when(visit.record, **_told()).then()
    given(visit, RECORDED).when(visit.record, **_told(warden=WardenId("wdn-qian"))).refused(visit.VisitKnown, visit=VISIT)


def test_a_warden_who_was_not_on_duty_there_does_not_visit():
    given(visit).when(visit.record, **_told(on_duty_as=None)).refused(visit.VisitNotYourGrid, grid=ZHANGS.grid)
    given(visit).when(visit.record, **_told(of=replace(ZHANGS, grid=None))).refused(visit.VisitNotYourGrid)


@pytest.mark.rule("G15", "T19")
@pytest.mark.parametrize(
    ("missing", "error"),
    [
        ({"purpose": ""}, visit.PurposeMissing),
        ({"purpose": "belief"}, visit.PurposeMissing),
        ({"issue": "  "}, visit.IssueMissing),
        ({"feedback": ""}, visit.FeedbackMissing),
    ],
)
def test_a_visit_has_a_purpose_of_the_profile_an_issue_and_a_feedback(missing, error):
    refusal = given(visit).when(visit.record, **_told(notes=replace(NOTES, **missing))).refused(error)
    assert "belief" not in str(refusal)
    assert (refusal.facts["value"], refusal.facts["limit"], refusal.facts["clause"]) == (0, 1, FIELDS)


@pytest.mark.rule("E2")
def test_a_visit_is_made_by_a_contact_that_the_profile_knows():
    by_phone = replace(NOTES, contact=Contact.PHONE)
    given(visit).when(visit.record, **_told(notes=by_phone)).then(replace(RECORDED, contact=Contact.PHONE))
    at_home = replace(ASKED, contacts=("home",))
    given(visit).when(visit.record, **_told(notes=by_phone, asked=at_home)).refused(
        visit.ContactNotAllowed, contact="phone", value="phone", limit="home", clause=CONTACTS
    )


def test_a_visit_is_recorded_after_it_was_made():
    given(visit).when(visit.record, **_told(now=MORNING)).then(RECORDED)
    given(visit).when(visit.record, **_told(now=MORNING - timedelta(seconds=1))).refused(visit.VisitInFuture)


def test_a_household_that_did_not_live_there_was_not_visited():
    given(visit).when(visit.record, **_told(of=replace(ZHANGS, building=None, grid=None))).refused(
        visit.NobodyHome, household=ZHANGS.household
    )
