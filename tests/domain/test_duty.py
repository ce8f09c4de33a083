"""Duty: posts, their holders A and B, the hand-over, and what a new plan does to them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain import cover, duty
from domain.cover import As, Gap, OnDuty
from domain.ids import GridCode, GridId, PostId, TicketId, WardenId
from domain.values import DrawnGrid
from tests.domain.rosters import (
    EAST,
    EAST_POST,
    HUAYUAN,
    MARCH,
    NORTH,
    PARTNERS,
    POSTS,
    QIAN,
    SEALED,
    STAFF,
    SUMMER,
    SUN,
    WEST,
    WEST_POST,
    ZHAO,
    day,
    defined,
    enrolled,
    leave,
    primary,
    roster,
    since,
    standby,
    stood_in,
)
from tests.scenario import given

# --- wardens and posts


def test_the_first_warden_opens_the_roster():
    state = (
        given(roster)
        .when(duty.enroll_warden, community=HUAYUAN, warden=ZHAO, account="zhao", employment="full_time", sealed=SEALED, at=MARCH)
        .then(enrolled(ZHAO))
    )
    assert state.community == HUAYUAN


ENROL = {"community": HUAYUAN, "account": "zhao", "employment": "full_time", "sealed": SEALED, "at": MARCH}


def test_enrolling_twice_writes_nothing_and_an_account_belongs_to_one_warden():
    given(roster, *STAFF).when(duty.enroll_warden, warden=ZHAO, **ENROL).then()
    given(roster, *STAFF).when(duty.enroll_warden, warden=ZHAO, **ENROL | {"account": "zhao2"}).refused(duty.WardenKnown)
    given(roster, *STAFF).when(duty.enroll_warden, warden=WardenId("wdn-lili"), **ENROL).refused(duty.AccountTaken, warden=ZHAO)
    given(roster).when(duty.enroll_warden, warden=ZHAO, **ENROL | {"employment": "guest"}).refused(duty.EmploymentUnknown)


def test_a_holder_hands_over_before_leaving_the_community():
    given(roster, *PARTNERS).when(duty.release_warden, ZHAO, at=MARCH, reason="调离").refused(duty.HoldsPosts, posts=[EAST_POST])
    given(roster, *PARTNERS).when(duty.release_warden, SUN, at=MARCH, reason="调离").then(duty.WardenLeft(warden=SUN, reason="调离"))


def test_a_standby_does_not_leave_while_a_granted_leave_counts_on_him():
    covered = [*POSTS, *since(day(1), primary(EAST_POST, ZHAO), standby(EAST_POST, SUN)), *since(day(2), leave(ZHAO, day(7), day(8)))]
    given(roster, *covered).when(duty.release_warden, SUN, at=MARCH, reason="调离").refused(duty.NotCovered, starts_at=day(7))
    given(roster, *covered).when(duty.release_warden, SUN, at=day(9), reason="调离").then(duty.WardenLeft(warden=SUN, reason="调离"))


def test_whoever_left_may_come_back():
    gone = [*STAFF, *since(day(2), duty.WardenLeft(warden=ZHAO, reason="借调"))]
    given(roster, *gone).when(duty.release_warden, ZHAO, at=MARCH, reason="").then()
    state = given(roster, *gone).when(duty.enroll_warden, warden=ZHAO, **ENROL).then(enrolled(ZHAO))
    assert [cover.is_available(state, ZHAO, at) for at in (day(1, 15), day(2, 15), MARCH)] == [True, False, True]


@pytest.mark.rule("G5", "E1")
def test_a_grid_has_one_open_post():
    named = {"community": HUAYUAN, "grid": EAST, "title": "片长", "at": MARCH}
    given(roster).when(duty.define_post, post=EAST_POST, **named).then(defined(EAST_POST, EAST))
    given(roster, *POSTS).when(duty.define_post, post=EAST_POST, **named).then()
    given(roster, *POSTS).when(duty.define_post, post=PostId("pst-other"), **named).refused(duty.GridHasPost, post=EAST_POST)
    given(roster, *POSTS).when(duty.define_post, post=WEST_POST, **named).refused(duty.PostKnown, grid=WEST)


def test_after_a_post_is_closed_its_grid_may_have_another():
    closed = [*POSTS, *since(day(2), duty.PostClosed(post=EAST_POST, reason="撤并"))]
    given(roster, *closed).when(duty.close_post, EAST_POST, at=MARCH, reason="").then()
    given(roster, *closed).when(duty.define_post, community=HUAYUAN, post=PostId("pst-other"), grid=EAST, title="片长", at=MARCH).then(
        defined(PostId("pst-other"), EAST)
    )
    given(roster, *closed).when(duty.appoint_primary, EAST_POST, ZHAO, at=MARCH, document="").refused(duty.PostNotOpen, post=EAST_POST)


def test_what_does_not_exist_is_unknown():
    given(roster).when(duty.appoint_primary, EAST_POST, ZHAO, at=MARCH, document="").refused(duty.PostUnknown)
    given(roster).when(duty.close_post, EAST_POST, at=MARCH, reason="").refused(duty.PostUnknown)
    given(roster, *POSTS).when(duty.end_leave, SUMMER, ends_at=MARCH).refused(duty.LeaveUnknown)
    given(roster).when(duty.grant_leave, SUMMER, ZHAO, starts_at=day(7), ends_at=day(8), reason="").refused(duty.WardenNotOfCommunity)


# --- holders A and B


def test_an_appointment_names_whom_it_replaces():
    given(roster, *PARTNERS).when(duty.appoint_primary, EAST_POST, SUN, at=MARCH, document="润街〔2024〕1号").then(
        primary(EAST_POST, SUN, replaces=ZHAO)
    )


def test_appointing_the_holder_again_writes_nothing():
    given(roster, *PARTNERS).when(duty.appoint_primary, EAST_POST, ZHAO, at=MARCH, document="").then()
    given(roster, *PARTNERS).when(duty.designate_standby, EAST_POST, QIAN, at=MARCH).then()


@pytest.mark.rule("Y7")
def test_a_and_b_are_two_persons():
    given(roster, *PARTNERS).when(duty.designate_standby, EAST_POST, ZHAO, at=MARCH).refused(duty.SamePerson, warden=ZHAO)
    given(roster, *PARTNERS).when(duty.appoint_primary, EAST_POST, QIAN, at=MARCH, document="").refused(duty.SamePerson, warden=QIAN)


def test_nor_are_they_one_person_later_on():
    planned = [*POSTS, *since(day(1), primary(EAST_POST, ZHAO)), *since(day(6), primary(EAST_POST, SUN, ZHAO))]
    given(roster, *planned).when(duty.designate_standby, EAST_POST, SUN, at=MARCH).refused(duty.SamePerson, warden=SUN)


def test_a_and_b_change_places_in_one_decision():
    state = (
        given(roster, *PARTNERS)
        .when(duty.appoint_primary, EAST_POST, QIAN, at=MARCH, document="润街〔2024〕1号", standby=ZHAO)
        .then(primary(EAST_POST, QIAN, ZHAO), standby(EAST_POST, ZHAO, QIAN))
    )
    assert cover.on_duty(state, EAST_POST, MARCH) == OnDuty(QIAN, As.A)


def test_the_standby_comes_from_the_same_community():
    stranger = WardenId("wdn-zhou")
    given(roster, *PARTNERS).when(duty.designate_standby, EAST_POST, stranger, at=MARCH).refused(duty.WardenNotOfCommunity)
    given(roster, *POSTS).when(duty.appoint_primary, EAST_POST, ZHAO, at=datetime(2023, 1, 1, tzinfo=UTC), document="").refused(
        duty.PostNotOpen
    )


def test_a_roster_begins_with_a_warden_or_a_post():
    with pytest.raises(TypeError):
        duty.evolve(None, primary(EAST_POST, ZHAO), MARCH)


# --- hand-over


def _hand_over(**changed):
    named = {
        "from_warden": ZHAO,
        "to_warden": SUN,
        "at": MARCH,
        "households": 312,
        "open_tickets": (TicketId("tkt-0007"), TicketId("tkt-0007")),
        "unvisited": 41,
        "note": None,
        "document": "润街〔2024〕1号",
    }
    return named | changed


def test_a_hand_over_names_what_is_handed_over_and_changes_the_holder():
    passed = duty.HandedOver(
        post=EAST_POST, from_warden=ZHAO, to_warden=SUN, households=312, open_tickets=(TicketId("tkt-0007"),), unvisited=41, note=None
    )
    state = given(roster, *PARTNERS).when(duty.hand_over, EAST_POST, **_hand_over()).then(passed, primary(EAST_POST, SUN, ZHAO))
    assert [cover.on_duty(state, EAST_POST, at).warden for at in (day(2), MARCH)] == [ZHAO, SUN]
    handed = [*PARTNERS, (passed, MARCH), (primary(EAST_POST, SUN, ZHAO), MARCH)]
    given(roster, *handed).when(duty.hand_over, EAST_POST, **_hand_over()).then()


def test_only_the_holder_hands_over():
    given(roster, *PARTNERS).when(duty.hand_over, EAST_POST, **_hand_over(from_warden=QIAN)).refused(duty.NotTheHolder, holder=ZHAO)
    given(roster, *PARTNERS).when(duty.hand_over, EAST_POST, **_hand_over(unvisited=313)).refused(duty.CountsWrong)
    given(roster, *PARTNERS).when(duty.hand_over, EAST_POST, **_hand_over(to_warden=QIAN)).refused(duty.SamePerson)


# --- plans change


def drawn(grid: GridId, *came_from: GridId) -> DrawnGrid:
    return DrawnGrid(grid=grid, code=GridCode("321111001001009"), name="", atoms=(1,), came_from=came_from)


ENACTED = {"at": MARCH, "document": "润街〔2024〕1号"}


def test_a_grid_split_off_gets_a_post_with_the_same_a_and_b():
    north = PostId("pst-north")
    state = (
        given(roster, *PARTNERS)
        .when(duty.carry_over, [drawn(EAST), drawn(WEST), drawn(NORTH, EAST)], [], **ENACTED)
        .then(defined(north, NORTH), primary(north, ZHAO), standby(north, QIAN))
    )
    assert cover.grids_of(state, ZHAO, MARCH).own == (EAST, NORTH)


def test_whoever_stands_in_for_the_parent_stands_in_for_the_new_grid_too():
    north = PostId("pst-north")
    away = [*PARTNERS, (stood_in(EAST_POST, SUN, day(2, 20), day(3, 9)), day(2)), (stood_in(EAST_POST, SUN, day(2), day(2, 9)), day(2))]
    inherited = duty.StoodIn(post=north, warden=SUN, starts_at=MARCH, ends_at=day(3, 9), reason="润街〔2024〕1号")
    state = (
        given(roster, *away)
        .when(duty.carry_over, [drawn(NORTH, EAST)], [], **ENACTED)
        .then(defined(north, NORTH), primary(north, ZHAO), standby(north, QIAN), inherited)
    )
    assert cover.on_duty_in(state, NORTH, MARCH) == OnDuty(SUN, As.STAND_IN)


def test_posts_of_retired_grids_close_and_survivors_are_left_alone():
    closed = duty.PostClosed(post=EAST_POST, reason="润街〔2024〕1号")
    state = given(roster, *PARTNERS).when(duty.carry_over, [drawn(WEST, EAST)], [EAST], **ENACTED).then(closed)
    assert cover.on_duty_in(state, EAST, MARCH) is None
    assert cover.on_duty_in(state, WEST, MARCH) == OnDuty(QIAN, As.A)
    given(roster, *PARTNERS, (closed, MARCH)).when(duty.carry_over, [drawn(WEST, EAST)], [EAST], **ENACTED).then()


def test_a_grid_without_origin_gets_a_vacant_post_only_under_a_title():
    given(roster, *PARTNERS).when(duty.carry_over, [drawn(NORTH)], [], **ENACTED).then()
    state = (
        given(roster, *PARTNERS)
        .when(duty.carry_over, [drawn(NORTH)], [], title="片长", **ENACTED)
        .then(defined(PostId("pst-north"), NORTH))
    )
    assert cover.cover_gaps(state, MARCH, None) == (Gap(PostId("pst-north"), NORTH, MARCH, None),)


def test_a_grid_that_returns_gets_a_post_of_another_name():
    gone = [*PARTNERS, *since(day(2), duty.PostClosed(post=EAST_POST, reason="撤并"))]
    given(roster, *gone).when(duty.carry_over, [drawn(EAST, WEST)], [], **ENACTED).then(
        defined(PostId("pst-eastn2"), EAST), primary(PostId("pst-eastn2"), QIAN), standby(PostId("pst-eastn2"), ZHAO)
    )


def test_a_plan_dated_back_follows_the_holders_that_came_after_its_day():
    changed = [*PARTNERS, (primary(EAST_POST, SUN, ZHAO), day(4)), (standby(EAST_POST, ZHAO, QIAN), day(5))]
    state = roster.fold(changed)
    later = duty.carry_later(state, [drawn(EAST), drawn(NORTH, EAST)], at=MARCH, document="润街〔2024〕1号")
    north = PostId("pst-north")
    assert later == ((primary(north, SUN), day(4)), (standby(north, ZHAO), day(5)))
    assert duty.carry_later(state, [drawn(EAST)], at=MARCH, document="润街〔2024〕1号") == ()
    assert duty.carry_later(None, [drawn(NORTH, EAST)], at=MARCH, document="润街〔2024〕1号") == ()
