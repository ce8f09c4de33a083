"""Duty: every grid's post has an A and a B, and whoever is away is covered."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import permutations
from types import SimpleNamespace

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from domain import cover, duty
from domain.cover import As, Beat, Gap, OnDuty
from domain.errors import DomainError
from domain.ids import CommunityId, GridCode, GridId, LeaveId, PostId, TicketId, WardenId
from domain.schema import Event
from domain.values import DrawnGrid, Sealed
from tests.scenario import given

HUAYUAN = CommunityId("com-321111001001")
ZHAO, QIAN, SUN = (WardenId(f"wdn-{name}") for name in ("zhao", "qian", "sunn"))
EAST, WEST, NORTH = GridId("grd-east"), GridId("grd-west"), GridId("grd-north")
EAST_POST, WEST_POST = PostId("pst-east"), PostId("pst-west")
SUMMER = LeaveId("lev-summer")
SEALED = Sealed(subject="wdn-zhao", key="k", box="…")
NO_GAPS: tuple[Gap, ...] = ()


def day(month: int, number: int = 1) -> datetime:
    return datetime(2024, month, number, tzinfo=UTC)


MARCH = day(3)


def _fold(facts):
    """What `then` adds took effect in March, as decided here."""
    return duty.fold(fact if isinstance(fact, tuple) else (fact, MARCH) for fact in facts)


roster = SimpleNamespace(fold=_fold)


def since(at: datetime, *events: Event) -> list[tuple[Event, datetime]]:
    return [(event, at) for event in events]


def enrolled(warden: WardenId) -> duty.WardenEnrolled:
    return duty.WardenEnrolled(community=HUAYUAN, warden=warden, account=warden[4:], employment="full_time", sealed=SEALED)


def defined(post: PostId, grid: GridId) -> duty.PostDefined:
    return duty.PostDefined(community=HUAYUAN, post=post, grid=grid, title="片长")


def primary(post: PostId, warden: WardenId, replaces: WardenId | None = None) -> duty.PrimaryAppointed:
    return duty.PrimaryAppointed(post=post, warden=warden, replaces=replaces, document="润街〔2024〕1号")


def standby(post: PostId, warden: WardenId, replaces: WardenId | None = None) -> duty.StandbyDesignated:
    return duty.StandbyDesignated(post=post, warden=warden, replaces=replaces)


def leave(warden: WardenId, starts_at: datetime, ends_at: datetime, name: LeaveId = SUMMER) -> duty.LeaveGranted:
    return duty.LeaveGranted(leave=name, warden=warden, starts_at=starts_at, ends_at=ends_at, reason="年休")


def stood_in(post: PostId, warden: WardenId, starts_at: datetime, ends_at: datetime) -> duty.StoodIn:
    return duty.StoodIn(post=post, warden=warden, starts_at=starts_at, ends_at=ends_at, reason="培训")


STAFF = since(day(1), enrolled(ZHAO), enrolled(QIAN), enrolled(SUN))
POSTS = [*STAFF, *since(day(1), defined(EAST_POST, EAST), defined(WEST_POST, WEST))]
# Zhao and Qian answer for the two grids and cover each other; Sun holds nothing.
PARTNERS = [
    *POSTS,
    *since(day(1), primary(EAST_POST, ZHAO), standby(EAST_POST, QIAN), primary(WEST_POST, QIAN), standby(WEST_POST, ZHAO)),
]


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


# --- leave and stand-in


JULY = {"starts_at": day(7), "ends_at": day(7, 11), "reason": "年休"}


def test_leave_is_granted_where_b_covers():
    state = given(roster, *PARTNERS).when(duty.grant_leave, SUMMER, ZHAO, **JULY).then(leave(ZHAO, day(7), day(7, 11)))
    answers = [cover.on_duty(state, EAST_POST, at) for at in (day(6, 30), day(7), day(7, 10), day(7, 11))]
    assert answers == [OnDuty(ZHAO, As.A), OnDuty(QIAN, As.B), OnDuty(QIAN, As.B), OnDuty(ZHAO, As.A)]
    given(roster, *PARTNERS, (leave(ZHAO, day(7), day(7, 11)), day(2))).when(duty.grant_leave, SUMMER, ZHAO, **JULY).then()


def test_leave_is_refused_without_a_b():
    alone = [*POSTS, *since(day(1), primary(EAST_POST, ZHAO))]
    given(roster, *alone).when(duty.grant_leave, SUMMER, ZHAO, **JULY).refused(
        duty.NotCovered, post=EAST_POST, grid=EAST, starts_at=day(7), ends_at=day(7, 11)
    )


def test_leave_is_refused_while_b_is_away_for_any_part_of_it():
    qian_away = [*PARTNERS, *since(day(2), stood_in(WEST_POST, SUN, day(7, 8), day(7, 20))), (_qians_leave(7, 9, 7, 20), day(2))]
    refusal = given(roster, *qian_away).when(duty.grant_leave, SUMMER, ZHAO, **JULY).refused(duty.NotCovered, post=EAST_POST)
    assert (refusal.facts["starts_at"], refusal.facts["ends_at"]) == (day(7, 9), day(7, 11))


def test_leave_of_b_is_refused_while_a_is_away():
    away = [*PARTNERS, (leave(ZHAO, day(7), day(7, 11)), day(2))]
    given(roster, *away).when(duty.grant_leave, LeaveId("lev-b000"), QIAN, **JULY).refused(duty.NotCovered)


def test_a_stand_in_lets_both_partners_go():
    stand_ins = since(day(2), stood_in(EAST_POST, SUN, day(7), day(7, 11)), stood_in(WEST_POST, SUN, day(7), day(7, 11)))
    both = [*PARTNERS, *stand_ins, (leave(ZHAO, day(7), day(7, 11)), day(2))]
    state = (
        given(roster, *both)
        .when(duty.grant_leave, LeaveId("lev-b000"), QIAN, **JULY)
        .then(leave(QIAN, day(7), day(7, 11), LeaveId("lev-b000")))
    )
    assert cover.on_duty(state, EAST_POST, day(7, 5)) == OnDuty(SUN, As.STAND_IN)
    everybody = [*both, (leave(QIAN, day(7), day(7, 11), LeaveId("lev-b000")), day(2))]
    given(roster, *everybody).when(duty.grant_leave, LeaveId("lev-s000"), SUN, **JULY).refused(duty.NotCovered)


def test_one_leave_at_a_time_and_none_without_length():
    away = [*PARTNERS, (leave(ZHAO, day(7), day(7, 11)), day(2))]
    other = LeaveId("lev-other")
    given(roster, *away).when(duty.grant_leave, other, ZHAO, starts_at=day(7, 10), ends_at=day(8), reason="").refused(
        duty.LeaveOverlaps, leave=SUMMER
    )
    given(roster, *away).when(duty.grant_leave, SUMMER, ZHAO, starts_at=day(8), ends_at=day(9), reason="").refused(duty.LeaveKnown)
    given(roster, *away).when(duty.grant_leave, other, ZHAO, starts_at=day(8), ends_at=day(8), reason="").refused(duty.PeriodEmpty)


def test_back_early_or_not_gone_at_all():
    away = [*PARTNERS, (leave(ZHAO, day(7), day(7, 11)), day(2))]
    state = given(roster, *away).when(duty.end_leave, SUMMER, ends_at=day(7, 4)).then(duty.LeaveEnded(leave=SUMMER, ends_at=day(7, 4)))
    assert [cover.on_duty(state, EAST_POST, at).as_ for at in (day(7, 3), day(7, 4))] == [As.B, As.A]
    cancelled = given(roster, *away).when(duty.end_leave, SUMMER, ends_at=day(7)).then(duty.LeaveEnded(leave=SUMMER, ends_at=day(7)))
    assert cover.on_duty(cancelled, EAST_POST, day(7)) == OnDuty(ZHAO, As.A)
    given(roster, *away).when(duty.end_leave, SUMMER, ends_at=day(7, 11)).then()
    given(roster, *away).when(duty.end_leave, SUMMER, ends_at=day(8)).refused(duty.LeaveOnlyShrinks)


IN_MAY = {"starts_at": day(5), "ends_at": day(5, 6), "reason": "培训"}


def test_a_named_stand_in_comes_before_a():
    state = given(roster, *PARTNERS).when(duty.stand_in, EAST_POST, SUN, **IN_MAY).then(stood_in(EAST_POST, SUN, day(5), day(5, 6)))
    assert [cover.on_duty(state, EAST_POST, at) for at in (day(5), day(5, 6))] == [OnDuty(SUN, As.STAND_IN), OnDuty(ZHAO, As.A)]


def test_stand_ins_do_not_overlap_and_are_there_themselves():
    taken = [*PARTNERS, (stood_in(EAST_POST, SUN, day(5), day(5, 6)), day(2))]
    given(roster, *taken).when(duty.stand_in, EAST_POST, SUN, **IN_MAY).then()
    given(roster, *taken).when(duty.stand_in, EAST_POST, QIAN, **IN_MAY | {"starts_at": day(5, 5)}).refused(
        duty.StandInOverlaps, warden=SUN
    )
    away = [*PARTNERS, (leave(SUN, day(5, 5), day(6)), day(2))]
    given(roster, *away).when(duty.stand_in, EAST_POST, SUN, **IN_MAY).refused(duty.StandInAway, warden=SUN)
    given(roster, *PARTNERS).when(duty.stand_in, EAST_POST, ZHAO, **IN_MAY).refused(duty.SamePerson, warden=ZHAO)


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


# --- who may see what


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
    assert cover.cover_gaps(state, day(4), None) == NO_GAPS


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


def _qians_leave(*span: int) -> duty.LeaveGranted:
    return leave(QIAN, day(span[0], span[1]), day(span[2], span[3]), LeaveId("lev-qian"))


def test_a_roster_begins_with_a_warden_or_a_post():
    with pytest.raises(TypeError):
        duty.evolve(None, primary(EAST_POST, ZHAO), MARCH)
