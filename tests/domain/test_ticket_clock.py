"""The deadline's clock: nobody changes it alone, it tells what it used, and a breach goes up by itself, once a rung."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from domain import ticket
from domain.errors import DomainError
from domain.ticket import Change, Level, clock, clock_face
from domain.ticket.clock_events import (
    ClockChangeAsked,
    ClockChangeRefused,
    ClockResumed,
    ClockStopped,
    DeadlineExtended,
    Escalated,
    InterimReplied,
    Returned,
)
from tests.domain.tickets import ACCEPTED, CLAUSE, CLOSED, FRIDAY_NIGHT, HANDLED, REPORTED, TEXT, TOLD, WORKING_DAYS, may
from tests.scenario import given

MOST = clock.Most(30, "产品默认")
LADDER = clock.Ladder(
    (
        clock.Rung(Level.COMMUNITY, "desk"),
        clock.Rung(Level.SUBDISTRICT, "subdistrict:321111001"),
        clock.Rung(Level.DISTRICT, "district:321111"),
    ),
    patience=1,
    rule=CLAUSE,
)
KEEP = {"keep": WORKING_DAYS}
TUESDAY, WEDNESDAY = may(7, 12), may(8, 12)


def asked(change: Change, days: int | None = 3) -> ClockChangeAsked:
    return ClockChangeAsked(by="zhao", change=change, days=days, at=TUESDAY, text=TEXT)


def stopped(until, change: Change = Change.PAUSE) -> ClockStopped:
    return ClockStopped(by="wang", asked_by="zhao", change=change, at=TUESDAY, until=until)


# --- asked, granted, refused


@pytest.mark.rule("D12")
@pytest.mark.parametrize("change", [Change.PAUSE, Change.SHELVING])
def test_the_clock_stands_when_another_than_who_asked_approves(change):
    past = [REPORTED, ACCEPTED, asked(change)]
    given(ticket, *past).when(clock.approve, by="zhao", desk="desk", at=TUESDAY, **KEEP).refused(clock.ClockApprovedByAsker, change=change)
    state = (
        given(ticket, *past)
        .when(clock.approve, by="wang", desk="desk", at=TUESDAY, **KEEP)
        .then(stopped(TUESDAY + timedelta(days=3), change))
    )
    assert (state.stopped.by, state.asked) == ("wang", None)


@pytest.mark.rule("D12")
def test_the_time_the_clock_stood_is_given_back_as_working_time():
    past = [REPORTED, asked(Change.PAUSE), stopped(may(13, 12))]  # three days and twelve hours were left
    sunday = may(12, 12)
    state = (
        given(ticket, *past)
        .when(clock.resume, by="zhao", at=sunday, **KEEP)
        .then(ClockResumed(by="zhao", at=sunday, due_at=may(16, 12), calendar="国历+1"))
    )
    assert state.due_at == may(16, 12)
    given(ticket, REPORTED).when(clock.resume, by="zhao", at=may(12, 12), **KEEP).refused(clock.ClockRuns)


def test_an_extension_counts_in_the_clock_of_the_deadline():
    extended = DeadlineExtended(by="wang", asked_by="zhao", at=WEDNESDAY, was_due_at=FRIDAY_NIGHT, due_at=may(14, 0), calendar="国历+1")
    past = [REPORTED, asked(Change.EXTENSION, 2)]
    state = given(ticket, *past).when(clock.approve, by="wang", desk="desk", at=WEDNESDAY, **KEEP).then(extended)
    assert state.due_at == may(14, 0)  # from the end of Friday: the Saturday that is worked, Monday


def test_a_returned_ticket_is_with_the_desk_and_its_deadline_runs_on():
    past = [REPORTED, ACCEPTED, asked(Change.RETURN, None)]
    state = (
        given(ticket, *past)
        .when(clock.approve, by="wang", desk="desk", at=WEDNESDAY, **KEEP)
        .then(Returned(by="wang", asked_by="zhao", at=WEDNESDAY, responsible="desk"))
    )
    assert (state.responsible.who, state.due_at) == ("desk", FRIDAY_NIGHT)


def test_a_refusal_leaves_the_clock_as_it_is():
    past = [REPORTED, asked(Change.EXTENSION)]
    no = ClockChangeRefused(by="wang", asked_by="zhao", change=Change.EXTENSION, at=WEDNESDAY)
    state = given(ticket, *past).when(clock.refuse, by="wang", at=WEDNESDAY).then(no)
    assert (state.asked, state.due_at) == (None, FRIDAY_NIGHT)
    given(ticket, REPORTED).when(clock.refuse, by="wang", at=WEDNESDAY).refused(clock.NoClockChangeAsked)


ASK = {"by": "zhao", "change": Change.PAUSE, "days": 3, "most": MOST, "text": TEXT, "at": TUESDAY}


@pytest.mark.parametrize(
    ("past", "changed", "error"),
    [
        ([REPORTED], {"days": 0}, clock.ClockDaysOutOfRange),
        ([REPORTED], {"days": 31}, clock.ClockDaysOutOfRange),
        ([REPORTED], {"days": None}, clock.ClockDaysOutOfRange),
        ([REPORTED, asked(Change.PAUSE)], {}, clock.ClockChangePending),
        ([REPORTED, stopped(WEDNESDAY)], {}, clock.ClockStands),
        ([REPORTED, ACCEPTED, HANDLED, TOLD, CLOSED], {}, ticket.TicketClosed),
        ([], {}, ticket.TicketUnknown),
    ],
)
def test_what_may_not_be_asked_for(past, changed, error):
    given(ticket, *past).when(clock.ask, **ASK | changed).refused(error)


def test_a_ticket_without_a_deadline_has_no_clock_to_stop():
    given(ticket, replace(REPORTED, due_at=None)).when(clock.ask, **ASK).refused(clock.ClockWithoutDeadline)


# --- by itself


@pytest.mark.rule("R22")
def test_a_breach_goes_up_a_rung_with_the_rule_as_its_cause_and_not_twice():
    late = FRIDAY_NIGHT + timedelta(minutes=1)
    up = Escalated(level=Level.COMMUNITY, responsible="desk", due_at=FRIDAY_NIGHT, at=late, rule=CLAUSE)
    given(ticket, REPORTED).when(clock.act, ladder=LADDER, at=FRIDAY_NIGHT, **KEEP).then()
    state = given(ticket, REPORTED).when(clock.act, ladder=LADDER, at=late, **KEEP).then(up)
    assert (state.responsible.who, state.responsible.level, state.accepted_by) == ("desk", Level.COMMUNITY, None)
    given(ticket, REPORTED, up).when(clock.act, ladder=LADDER, at=late, **KEEP).then()


@pytest.mark.rule("R22", "D12")
def test_the_ladder_ends_at_the_top_and_who_asked_must_be_told():
    at, told = FRIDAY_NIGHT, [REPORTED]
    levels = []
    for _ in range(30):  # a month of days
        at += timedelta(days=1)
        for event in clock.act(ticket.fold(told), ladder=LADDER, at=at, **KEEP):
            told.append(event)
            levels.append(event.level)
    assert levels == [Level.COMMUNITY, Level.SUBDISTRICT, Level.DISTRICT]
    state = ticket.fold(told)
    assert state.reply_owed is Level.DISTRICT
    reply = InterimReplied(by="wang", at=at, text=TEXT)
    after = given(ticket, *told).when(clock.reply, by="wang", text=TEXT, at=at).then(reply)
    assert (after.reply_owed, after.told) == (None, False)
    given(ticket, *told, reply).when(clock.reply, by="wang", text=TEXT, at=at).refused(clock.NoReplyOwed)


@pytest.mark.rule("D12")
def test_what_a_person_sends_up_owes_a_reply_too_but_not_what_stays_in_the_community():
    to_community = ticket.Dispatched(level=Level.COMMUNITY, responsible="desk", warden=None, reason="")
    to_street = ticket.Dispatched(level=Level.SUBDISTRICT, responsible="subdistrict:321111001", warden=None, reason="")
    assert ticket.fold([REPORTED, to_community]).reply_owed is None
    assert ticket.fold([REPORTED, to_street]).reply_owed is Level.SUBDISTRICT
    assert ticket.fold([REPORTED, to_street, TOLD]).reply_owed is None


def test_a_stopped_clock_breaches_nothing_and_runs_again_by_itself():
    past = [REPORTED, stopped(may(13, 12))]
    given(ticket, *past).when(clock.act, ladder=LADDER, at=may(13, 11), **KEEP).then()
    state = (
        given(ticket, *past)
        .when(clock.act, ladder=LADDER, at=may(13, 13), **KEEP)
        .then(ClockResumed(by=CLAUSE, at=may(13, 12), due_at=may(17, 0), calendar="国历+1"))
    )
    assert state.stopped is None


def test_a_closed_ticket_is_left_alone():
    given(ticket, REPORTED, ACCEPTED, HANDLED, TOLD, CLOSED).when(clock.act, ladder=LADDER, at=may(30, 12), **KEEP).then()


# --- the face


@pytest.mark.rule("D12")
def test_the_face_shows_time_used_and_left_and_every_stop_with_who_approved_it():
    story = [
        (REPORTED, may(6, 12)),
        (stopped(may(13, 12)), TUESDAY),
        (ClockResumed(by="zhao", at=WEDNESDAY, due_at=may(12, 0)), WEDNESDAY),
    ]
    standing = clock_face.read(story[:2], WORKING_DAYS, may(8, 0))
    assert (standing.used, standing.left, standing.is_standing) == (timedelta(days=1), timedelta(days=3, hours=12), True)
    running = clock_face.read(story, WORKING_DAYS, may(9, 12))
    assert (running.used, running.left) == (timedelta(days=2), timedelta(days=2, hours=12))
    (stop,) = running.stops
    assert (stop.asked_by, stop.approved_by, stop.ends_at) == ("zhao", "wang", WEDNESDAY)
    late = clock_face.read(story, WORKING_DAYS, may(13, 12))
    assert (late.is_overdue, late.left) == (True, -timedelta(hours=12))
    assert clock_face.read(story, WORKING_DAYS, may(6, 11)) is None


def test_between_close_and_reopening_no_time_is_used():
    again = ticket.Reopened(responsible="zhao", text=TEXT)
    story = [(REPORTED, may(6, 12)), (CLOSED, TUESDAY), (again, WEDNESDAY)]
    assert clock_face.read(story[:2], WORKING_DAYS, may(9, 12)).used == timedelta(days=1)
    assert clock_face.read(story, WORKING_DAYS, may(9, 12)).used == timedelta(days=2)


# --- any order

DECIDE = {
    "pause": lambda state, at: clock.ask(state, by="zhao", change=Change.PAUSE, days=2, most=MOST, text=TEXT, at=at),
    "shelve": lambda state, at: clock.ask(state, by="zhao", change=Change.SHELVING, days=9, most=MOST, text=TEXT, at=at),
    "extend": lambda state, at: clock.ask(state, by="zhao", change=Change.EXTENSION, days=2, most=MOST, text=TEXT, at=at),
    "return": lambda state, at: clock.ask(state, by="zhao", change=Change.RETURN, days=None, most=None, text=TEXT, at=at),
    "approve": lambda state, at: clock.approve(state, by="wang", desk="desk", at=at, **KEEP),
    "refuse": lambda state, at: clock.refuse(state, by="wang", at=at),
    "resume": lambda state, at: clock.resume(state, by="zhao", at=at, **KEEP),
    "act": lambda state, at: clock.act(state, ladder=LADDER, at=at, **KEEP),
}
STEPS = st.lists(st.tuples(st.sampled_from(sorted(DECIDE)), st.integers(1, 900)), max_size=25)
ALLOWED = WORKING_DAYS.used(may(6, 12), FRIDAY_NIGHT)


@settings(max_examples=150, deadline=None)
@over(STEPS)
def test_whatever_happens_used_and_left_make_the_allowance_and_somebody_answers(steps):
    at, story = may(6, 12), [(REPORTED, may(6, 12))]
    for name, minutes in steps:
        at += timedelta(minutes=minutes)
        with suppress(DomainError):
            story += [(event, at) for event in DECIDE[name](ticket.fold(event for event, _ in story), at)]
        state, face = ticket.fold(event for event, _ in story), clock_face.read(story, WORKING_DAYS, at)
        assert state.responsible.who
        assert face.due_at == state.due_at
        assert face.used >= timedelta()
        extended = sum((WORKING_DAYS.used(one.was_due_at, one.due_at) for one in face.extensions), timedelta())
        assert face.used + face.left == ALLOWED + extended
