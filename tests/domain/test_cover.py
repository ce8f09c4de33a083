"""Cover: who is on duty, who may see what, in whatever order the facts were entered."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import permutations

from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from domain import cover, duty
from domain.cover import As, Beat, Gap, OnDuty
from domain.errors import DomainError
from domain.ids import LeaveId, WardenId
from domain.schema import Event
from tests.domain.rosters import (
    EAST,
    EAST_POST,
    PARTNERS,
    POSTS,
    QIAN,
    SUN,
    WEST,
    WEST_POST,
    ZHAO,
    day,
    leave,
    primary,
    roster,
    since,
    standby,
    stood_in,
)


def test_a_warden_sees_the_own_grid_and_the_partners_only_while_standing_in():
    state = roster.fold([*PARTNERS, (leave(ZHAO, day(7), day(7, 11)), day(2))])
    assert cover.grids_of(state, QIAN, day(6)) == Beat(own=(WEST,), covered=())
    assert cover.grids_of(state, QIAN, day(7, 2)) == Beat(own=(WEST,), covered=(EAST,))
    assert cover.grids_of(state, ZHAO, day(7, 2)) == Beat(own=(EAST,), covered=())
    assert cover.grids_of(state, SUN, day(7, 2)) == Beat(own=(), covered=())
    assert cover.grids_of(state, WardenId("wdn-zhou"), day(7, 2)) == Beat(own=(), covered=())


def test_gaps_are_named_with_their_stretch():
    state = roster.fold([*POSTS, *since(day(2), primary(EAST_POST, ZHAO)), *since(day(4), primary(WEST_POST, QIAN))])
    assert cover.cover_gaps(state, day(1), day(6)) == (Gap(EAST_POST, EAST, day(1), day(2)), Gap(WEST_POST, WEST, day(1), day(4)))
    assert cover.cover_gaps(state, day(4), None) == ()


# --- entered late


def test_an_appointment_that_is_entered_late_holds_for_its_own_time():
    known = [*POSTS, *since(day(1), primary(EAST_POST, ZHAO)), *since(day(5), primary(EAST_POST, SUN))]
    state = roster.fold([*known, *since(day(3), primary(EAST_POST, QIAN))])
    holders = [cover.on_duty(state, EAST_POST, at).warden for at in (day(2), day(3), day(4), day(5))]
    assert holders == [ZHAO, QIAN, QIAN, SUN]


def test_of_two_entries_for_one_instant_the_later_one_counts():
    state = roster.fold([*POSTS, *since(day(3), primary(EAST_POST, ZHAO), primary(EAST_POST, QIAN))])
    assert cover.on_duty(state, EAST_POST, day(3)) == OnDuty(QIAN, As.A)


def test_the_order_of_entry_does_not_matter():
    late = [
        (primary(EAST_POST, ZHAO), day(1)),
        (primary(EAST_POST, SUN), day(5)),
        (standby(EAST_POST, QIAN), day(2)),
        (leave(ZHAO, day(3), day(4)), day(2, 20)),
        (stood_in(EAST_POST, SUN, day(2, 10), day(3, 10)), day(2, 9)),
    ]
    asked = [day(1) + timedelta(days=n) for n in range(0, 150, 3)]
    answers = {tuple(cover.on_duty(roster.fold([*POSTS, *order]), EAST_POST, at) for at in asked) for order in permutations(late)}
    assert len(answers) == 1


# --- any order of commands

WARDENS, HELD = st.sampled_from([ZHAO, QIAN, SUN]), st.sampled_from([EAST_POST, WEST_POST])
DAYS = st.integers(0, 60).map(lambda n: day(3) + timedelta(days=n))
SPANS = st.tuples(DAYS, st.integers(1, 20)).map(lambda span: (span[0], span[0] + timedelta(days=span[1])))
COMMANDS = st.lists(
    st.one_of(
        st.tuples(st.just("primary"), HELD, WARDENS, DAYS),
        st.tuples(st.just("standby"), HELD, WARDENS, DAYS),
        st.tuples(st.just("leave"), WARDENS, SPANS),
        st.tuples(st.just("back"), st.integers(0, 5), DAYS),
        st.tuples(st.just("stand_in"), HELD, WARDENS, SPANS),
        st.tuples(st.just("release"), WARDENS, DAYS),
    ),
    max_size=14,
)


def _decide(state: cover.Roster, number: int, command: tuple) -> tuple[tuple[Event, ...], datetime]:
    match command:
        case ("primary", post, warden, at):
            return duty.appoint_primary(state, post, warden, at=at, document="1号"), at
        case ("standby", post, warden, at):
            return duty.designate_standby(state, post, warden, at=at), at
        case ("leave", warden, (starts_at, ends_at)):
            return duty.grant_leave(state, LeaveId(f"lev-{number:04d}"), warden, starts_at=starts_at, ends_at=ends_at, reason=""), starts_at
        case ("back", nth, at):
            return duty.end_leave(state, [*state.leaves, LeaveId("lev-none")][min(nth, len(state.leaves))], ends_at=at), at
        case ("stand_in", post, warden, (starts_at, ends_at)):
            return duty.stand_in(state, post, warden, starts_at=starts_at, ends_at=ends_at, reason=""), starts_at
        case ("release", warden, at):
            return duty.release_warden(state, warden, at=at, reason=""), at
    raise AssertionError(command)


@settings(max_examples=150, deadline=None)
@over(COMMANDS)
def test_whatever_is_decided_a_and_b_differ_and_no_post_loses_its_cover(commands):
    state = roster.fold(PARTNERS)
    asked = [day(3) + timedelta(days=n) for n in range(-5, 85)]
    for number, command in enumerate(commands):
        covered = {(post, at) for post in state.posts for at in asked if cover.on_duty(state, post, at)}
        with suppress(DomainError):
            events, at = _decide(state, number, command)
            for event in events:
                state = duty.evolve(state, event, at)
        assert all(cover.on_duty(state, post, at) for post, at in covered)
        for post in state.posts.values():
            assert all(cover.holder(post.primaries, at) != cover.holder(post.standbys, at) for at in asked)
