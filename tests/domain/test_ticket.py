"""Tickets: always in somebody's hands, closed only when whoever asked has been told."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from domain import ticket
from domain.errors import DomainError
from domain.ids import CommunityId, GridId, PlanId, TicketId, WardenId
from domain.policy import PolicyProfile
from domain.ticket import Answerable, Due, Handling, Hands, Level, Matter, Scope, Status, WardenOnDuty
from domain.values import Sealed
from tests.scenario import given

RUNZHOU = PolicyProfile.load("runzhou")
GENERAL, REGIONAL, OVERALL, MAJOR = (RUNZHOU.route(scope) for scope in Scope)
TICKET, PLAN = TicketId("tkt-0007"), PlanId("pln-2014")
EAST, WEST = GridId("grd-east"), GridId("grd-west")
NOON, FRIDAY = datetime(2024, 5, 6, 4, tzinfo=UTC), datetime(2024, 5, 10, 9, tzinfo=UTC)
ZHAO, QIAN = WardenOnDuty("zhao", WardenId("wdn-zhao")), WardenOnDuty("qian", WardenId("wdn-qian"))
TEXT = Sealed(subject=TICKET, key="k", box="…")
LAMP = Matter(
    channel="phone", category="sanitation", building=None, place=(119.44, 32.19), grid=EAST, household=None, text=TEXT, reporter=None
)
HANDS = Hands(on_duty=ZHAO, desk="desk-wang", superior="润州区民政局")
DUE = Due(at=FRIDAY, clause="产品默认：3个工作日")
REPORT = {
    "ticket": TICKET,
    "community": CommunityId("com-321111001001"),
    "number": "20240506-007",
    "matter": LAMP,
    "first_responder": "desk-wang",
    "hands": HANDS,
    "due": DUE,
    "at": NOON,
}
REPORTED = ticket.Reported(
    ticket=TICKET,
    community=CommunityId("com-321111001001"),
    number="20240506-007",
    channel="phone",
    category="sanitation",
    scope=Scope.GENERAL,
    building=None,
    place=(119.44, 32.19),
    grid=EAST,
    household=None,
    first_responder="desk-wang",
    responsible="zhao",
    warden=WardenId("wdn-zhao"),
    due_at=FRIDAY,
    clause="产品默认：3个工作日",
    text=TEXT,
    reporter=None,
)
ACCEPTED = ticket.Accepted(by="zhao", warden=WardenId("wdn-zhao"))
HANDLED = ticket.Handled(by="zhao", text=TEXT)
TOLD = ticket.FedBack(by="zhao", satisfaction=5, text=TEXT)
CLOSED = ticket.Closed(by="zhao", outcome="solved", level=Level.GRID)


# --- report


@pytest.mark.rule("Y12", "T10")
def test_a_report_fixes_the_first_responder_and_puts_it_into_the_hands_of_who_is_on_duty():
    state = given(ticket).when(ticket.report, route=GENERAL, **REPORT).then(REPORTED)
    assert (state.first_responder, state.due_at, state.status) == ("desk-wang", FRIDAY, Status.REPORTED)
    assert ticket.responsible_of(state) == Answerable("zhao", Level.GRID, WardenId("wdn-zhao"))


def test_where_nobody_is_on_duty_the_desk_answers():
    alone = REPORT | {"hands": replace(HANDS, on_duty=None)}
    state = given(ticket).when(ticket.report, route=GENERAL, **alone).then(replace(REPORTED, responsible="desk-wang", warden=None))
    assert ticket.responsible_of(state) == Answerable("desk-wang", Level.GRID)


def test_reporting_the_same_number_again_writes_nothing():
    given(ticket, REPORTED).when(ticket.report, route=GENERAL, **REPORT).then()
    given(ticket, REPORTED).when(ticket.report, route=GENERAL, **REPORT | {"number": "20240506-008"}).refused(ticket.TicketKnown)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"hands": Hands(on_duty=None, desk=" ")}, ticket.NobodyResponsible),
        ({"first_responder": ""}, ticket.NobodyResponsible),
        ({"due": Due(at=FRIDAY, clause="")}, ticket.ClauseMissing),
        ({"due": Due(at=NOON, clause="3个工作日")}, ticket.DuePassed),
    ],
)
def test_a_report_names_who_answers_and_where_its_deadline_comes_from(changed, error):
    given(ticket).when(ticket.report, route=GENERAL, **REPORT | changed).refused(error)


@pytest.mark.rule("T17", "G13")
@pytest.mark.parametrize(
    ("route", "handling", "level"),
    [(MAJOR, Handling.ON_THE_SPOT, Level.SUBDISTRICT), (GENERAL, Handling.SUDDEN, Level.COMMUNITY)],
)
def test_a_major_or_sudden_matter_goes_up_at_once(route, handling, level):
    above = {Level.SUBDISTRICT: "润州区民政局", Level.COMMUNITY: "desk-wang"}[level]
    urgent = REPORT | {"matter": replace(LAMP, handling=handling)}
    state = (
        given(ticket)
        .when(ticket.report, route=route, **urgent)
        .then(
            replace(REPORTED, scope=Scope(route.scope), handling=handling),
            ticket.Dispatched(level=level, responsible=above, warden=None, reason=route.source.clause),
        )
    )
    assert ticket.responsible_of(state) == Answerable(above, level)


def test_a_major_matter_wants_a_superior_that_is_named():
    unnamed = REPORT | {"hands": replace(HANDS, superior="")}
    given(ticket).when(ticket.report, route=MAJOR, **unnamed).refused(ticket.SuperiorMissing, level=Level.SUBDISTRICT)


# --- accept, dispatch


@pytest.mark.rule("T11")
def test_who_accepts_first_is_the_first_to_answer_for_the_handling_and_stays_it():
    state = given(ticket, REPORTED).when(ticket.accept, by="zhao", warden=ZHAO.warden).then(ACCEPTED)
    assert state.accepted_by == "zhao"
    given(ticket, REPORTED, ACCEPTED).when(ticket.accept, by="zhao", warden=ZHAO.warden).then()
    given(ticket, REPORTED, ACCEPTED).when(ticket.accept, by="qian", warden=QIAN.warden).refused(ticket.AcceptedAlready)


def test_a_dispatch_names_who_is_responsible_from_now_on():
    committee = {"level": Level.COMMUNITY, "responsible": "社区两委", "warden": None, "reason": "五（三）"}
    sent = ticket.Dispatched(**committee)
    state = given(ticket, REPORTED, ACCEPTED).when(ticket.dispatch, route=REGIONAL, **committee).then(sent)
    assert (ticket.responsible_of(state), state.accepted_by) == (Answerable("社区两委", Level.COMMUNITY), "zhao")
    given(ticket, REPORTED, ACCEPTED, sent).when(ticket.dispatch, route=REGIONAL, **committee).then()
    given(ticket, REPORTED).when(ticket.dispatch, route=GENERAL, **committee | {"responsible": " "}).refused(ticket.NobodyResponsible)


TO_QIAN = {"level": Level.GRID, "responsible": "qian", "warden": QIAN.warden, "reason": "交接"}


@pytest.mark.rule("R22")
@pytest.mark.parametrize(("route", "lowest"), [(REGIONAL, Level.COMMUNITY), (OVERALL, Level.SUBDISTRICT), (MAJOR, Level.SUBDISTRICT)])
def test_what_went_up_as_its_scope_demands_does_not_come_down_again(route, lowest):
    scoped = replace(REPORTED, scope=Scope(route.scope))
    up = ticket.Dispatched(level=lowest, responsible="社区两委", warden=None, reason="")
    refusal = given(ticket, scoped, up).when(ticket.dispatch, route=route, **TO_QIAN).refused(ticket.LevelTooLow, lowest=lowest)
    assert refusal.facts["clause"] == route.source.clause


def test_a_general_matter_passes_between_wardens_and_comes_back_from_above():
    given(ticket, REPORTED).when(ticket.dispatch, route=GENERAL, **TO_QIAN).then(ticket.Dispatched(**TO_QIAN))
    up = ticket.Dispatched(level=Level.COMMUNITY, responsible="社区两委", warden=None, reason="")
    given(ticket, REPORTED, up).when(ticket.dispatch, route=GENERAL, **TO_QIAN).then(ticket.Dispatched(**TO_QIAN))


def test_an_approval_is_submitted_and_not_decided_in_the_grid():
    submitted = [replace(REPORTED, handling=Handling.APPROVAL), ticket.Dispatched(**TO_QIAN | {"level": Level.COMMUNITY})]
    given(ticket, *submitted).when(ticket.dispatch, route=GENERAL, **TO_QIAN).refused(ticket.LevelTooLow, lowest=Level.COMMUNITY)


# --- handle, feed back, close


@pytest.mark.rule("T14")
def test_from_acceptance_to_close():
    given(ticket, REPORTED, ACCEPTED).when(ticket.handle, by="zhao", text=TEXT).then(HANDLED)
    given(ticket, REPORTED, ACCEPTED, HANDLED).when(ticket.feed_back, by="zhao", satisfaction=5, text=TEXT).then(TOLD)
    state = given(ticket, REPORTED, ACCEPTED, HANDLED, TOLD).when(ticket.close, by="zhao", outcome="solved").then(CLOSED)
    assert (state.status, state.closed_at, state.due_at) == (Status.CLOSED, Level.GRID, FRIDAY)


@pytest.mark.rule("T14")
@pytest.mark.parametrize(
    ("past", "error"),
    [
        ([REPORTED], ticket.NotAccepted),
        ([REPORTED, ACCEPTED], ticket.NotHandled),
        ([REPORTED, ACCEPTED, HANDLED], ticket.NoFeedback),
        ([REPORTED, ACCEPTED, TOLD, HANDLED], ticket.NoFeedback),
        ([REPORTED, ACCEPTED, HANDLED, TOLD, HANDLED], ticket.NoFeedback),
    ],
)
def test_nothing_is_closed_before_it_was_handled_and_who_asked_was_told_of_it(past, error):
    given(ticket, *past).when(ticket.close, by="zhao", outcome="solved").refused(error, number="20240506-007")


def test_the_outcome_is_a_key_and_the_level_of_the_solution_is_recorded():
    done = [REPORTED, ACCEPTED, HANDLED, TOLD]
    given(ticket, *done).when(ticket.close, by="zhao", outcome="张先生家的灯修好了").refused(ticket.OutcomeNotAKey)
    by_community = replace(CLOSED, level=Level.COMMUNITY)
    given(ticket, *done).when(ticket.close, by="zhao", outcome="solved", level=Level.COMMUNITY).then(by_community)


@pytest.mark.parametrize("satisfaction", [0, 6])
def test_satisfaction_is_one_to_five(satisfaction):
    given(ticket, REPORTED).when(ticket.feed_back, by="zhao", satisfaction=satisfaction, text=TEXT).refused(ticket.SatisfactionOutOfRange)


OVER = [REPORTED, ACCEPTED, HANDLED, TOLD, CLOSED]


@pytest.mark.parametrize(
    ("decide", "named"),
    [
        (ticket.accept, {"by": "qian", "warden": None}),
        (ticket.handle, {"by": "zhao", "text": TEXT}),
        (ticket.dispatch, {**TO_QIAN, "route": GENERAL}),
        (ticket.move_to_grid, {"to_grid": WEST, "plan": PLAN, "hands": HANDS}),
    ],
)
def test_a_closed_ticket_takes_no_handling(decide, named):
    given(ticket, *OVER).when(decide, **named).refused(ticket.TicketClosed)
    given(ticket).when(decide, **named).refused(ticket.TicketUnknown)


def test_closing_again_writes_nothing_and_a_follow_up_may_come_later():
    given(ticket, *OVER).when(ticket.close, by="zhao", outcome="solved").then()
    given(ticket, *OVER).when(ticket.feed_back, by="desk-wang", satisfaction=3, text=TEXT).then(
        ticket.FedBack(by="desk-wang", satisfaction=3, text=TEXT)
    )


def test_a_reopened_ticket_is_in_named_hands_and_asks_for_handling_and_feedback_again():
    again = ticket.Reopened(responsible="qian", warden=QIAN.warden, text=TEXT)
    state = given(ticket, *OVER).when(ticket.reopen, responsible="qian", warden=QIAN.warden, text=TEXT).then(again)
    assert (ticket.responsible_of(state).who, state.accepted_by, state.due_at) == ("qian", "zhao", FRIDAY)
    given(ticket, *OVER, again).when(ticket.close, by="qian", outcome="solved").refused(ticket.NotHandled)
    given(ticket, *OVER, again).when(ticket.reopen, responsible="qian", warden=None, text=TEXT).refused(ticket.NotClosed)
    given(ticket, *OVER).when(ticket.reopen, responsible="", warden=None, text=TEXT).refused(ticket.NobodyResponsible)


# --- boundaries change


def test_an_open_ticket_follows_its_place_into_the_hands_of_the_new_grid():
    moved = ticket.MovedToGrid(from_grid=EAST, to_grid=WEST, plan=PLAN, responsible="qian", warden=QIAN.warden)
    hands = replace(HANDS, on_duty=QIAN)
    state = given(ticket, REPORTED, ACCEPTED).when(ticket.move_to_grid, WEST, plan=PLAN, hands=hands).then(moved)
    assert (state.grid, ticket.responsible_of(state).who, state.accepted_by) == (WEST, "qian", "zhao")
    given(ticket, REPORTED, ACCEPTED, moved).when(ticket.move_to_grid, WEST, plan=PLAN, hands=hands).then()


def test_a_grid_without_anybody_on_duty_leaves_the_ticket_with_the_desk_and_what_went_up_stays_up():
    nobody = replace(HANDS, on_duty=None)
    to_desk = ticket.MovedToGrid(from_grid=EAST, to_grid=WEST, plan=PLAN, responsible="desk-wang")
    given(ticket, REPORTED).when(ticket.move_to_grid, WEST, plan=PLAN, hands=nobody).then(to_desk)
    up = ticket.Dispatched(level=Level.COMMUNITY, responsible="社区两委", warden=None, reason="")
    given(ticket, REPORTED, up).when(ticket.move_to_grid, WEST, plan=PLAN, hands=HANDS).then(replace(to_desk, responsible="社区两委"))


def test_a_move_that_a_plan_brings_later_is_made_on_its_day_after_what_was_told_meanwhile():
    moved = ticket.MovedToGrid(from_grid=EAST, to_grid=WEST, plan=PLAN, responsible="qian", warden=QIAN.warden)
    told = [(REPORTED, NOON), (moved, FRIDAY), (ACCEPTED, NOON + timedelta(hours=1))]
    before, after = ticket.fold_at(told, NOON + timedelta(hours=2)), ticket.fold_at(told, FRIDAY)
    assert (before.grid, before.responsible.who, after.grid, after.responsible.who) == (EAST, "zhao", WEST, "qian")
    assert after.accepted_by == "zhao"


# --- any order of commands

PEOPLE = st.sampled_from(["zhao", "qian", "desk-wang", ""])
COMMANDS = st.lists(
    st.one_of(
        st.builds(lambda by: lambda s: ticket.accept(s, by=by, warden=None), PEOPLE),
        st.builds(
            lambda level, who: lambda s: ticket.dispatch(s, level=level, responsible=who, warden=None, reason="", route=REGIONAL),
            st.sampled_from(Level),
            PEOPLE,
        ),
        st.builds(lambda by: lambda s: ticket.handle(s, by=by, text=TEXT), PEOPLE),
        st.builds(lambda by: lambda s: ticket.feed_back(s, by=by, satisfaction=None, text=TEXT), PEOPLE),
        st.builds(lambda by: lambda s: ticket.close(s, by=by, outcome="solved"), PEOPLE),
        st.builds(lambda who: lambda s: ticket.reopen(s, responsible=who, warden=None, text=TEXT), PEOPLE),
        st.builds(
            lambda grid, desk: lambda s: ticket.move_to_grid(s, grid, plan=PLAN, hands=Hands(on_duty=None, desk=desk)),
            st.sampled_from([EAST, WEST]),
            PEOPLE,
        ),
    ),
    max_size=20,
)


@pytest.mark.rule("Y12")
@settings(max_examples=200, deadline=None)
@over(COMMANDS)
def test_at_any_instant_somebody_is_responsible_and_what_was_fixed_stays_fixed(commands):
    state = ticket.fold([REPORTED])
    for decide in commands:
        before = state
        with suppress(DomainError):
            for event in decide(state):
                state = ticket.evolve(state, event)
        assert ticket.responsible_of(state).who
        assert (state.first_responder, state.due_at, state.number) == ("desk-wang", FRIDAY, "20240506-007")
        assert before.accepted_by in (None, state.accepted_by)
        if state.status is Status.CLOSED and before.status is not Status.CLOSED:
            assert before.handled
            assert before.told
