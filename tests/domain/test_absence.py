"""Leave and stand-in: a post that somebody answers for is never left without anybody."""

from __future__ import annotations

import pytest

from domain import cover, duty
from domain.cover import As, OnDuty
from domain.ids import LeaveId
from tests.domain.rosters import (
    EAST,
    EAST_POST,
    PARTNERS,
    POSTS,
    QIAN,
    SUMMER,
    SUN,
    WEST_POST,
    ZHAO,
    day,
    leave,
    primary,
    roster,
    since,
    stood_in,
)
from tests.scenario import given

JULY = {"starts_at": day(7), "ends_at": day(7, 11), "reason": "年休"}


@pytest.mark.rule("Y7")
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
    qian_away = [
        *PARTNERS,
        *since(day(2), stood_in(WEST_POST, SUN, day(7, 8), day(7, 20)), leave(QIAN, day(7, 9), day(7, 20), LeaveId("lev-qian"))),
    ]
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
