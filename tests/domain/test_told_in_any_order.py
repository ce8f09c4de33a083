"""Pure: a household's and a roster's facts told in any order of their days; what is taken in leaves every day lawful."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from domain import cover, duty, household
from domain.errors import DomainError
from domain.household import Hukou, Member, Place, Standing, story
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, LeaveId, PersonId, PlanId
from domain.in_time import Fact, until
from domain.schema import Events
from domain.values import Sealed
from tests.domain.rosters import EAST_POST, PARTNERS, QIAN, SUN, WEST_POST, ZHAO, roster

DAY0 = datetime(2024, 3, 1, tzinfo=UTC)
HH, OWNER, PLAN = HouseholdId("hh-0001"), CommunityId("com-321111001001"), PlanId("pln-0001")
DOOR = Sealed(subject="hh-0001", key="k1", box="c2VhbGVk")
days = st.integers(0, 30).map(lambda number: DAY0 + timedelta(days=number))
houses, people = st.integers(1, 3), st.integers(1, 4)


def member(number: int, relation: str = "child") -> Member:
    return Member(PersonId(f"psn-{number:04d}"), relation, DOOR)


def home(number: int) -> Place:
    return Place(OWNER, BuildingId(f"bld-{number:04d}"), GridId(f"grd-{number:04d}"), PLAN)


class Telling(RuleBasedStateMachine):
    """What is refused is not taken in."""

    def __init__(self) -> None:
        super().__init__()
        first = household.register(
            None, household=HH, at=home(1), door=DOOR, hukou=Hukou.HERE, members=(member(1, "head"),), source="desk", lives_in={}
        )
        self.facts: list[Fact] = [(event, DAY0) for event in first]
        self.duties: list[Fact] = list(PARTNERS)
        self.leaves = count(1)

    def tell(self, at: datetime, decide: object) -> None:
        try:
            events: Events = decide(story.state_then(HH, self.facts, at))  # type: ignore[operator]
            story.require_fitting(self.facts, events, at)
        except DomainError:
            return
        self.facts += [(event, at) for event in events]

    @rule(at=days, house=houses)
    def moves(self, at: datetime, house: int) -> None:
        self.tell(at, lambda state: household.move_within(state, to=home(house), door=DOOR, reason=""))

    @rule(at=days)
    def moves_out(self, at: datetime) -> None:
        self.tell(at, lambda state: household.move_out(state, going_to=None, reason=""))

    @rule(at=days, house=houses, who=people)
    def returns(self, at: datetime, house: int, who: int) -> None:
        given = {"household": HH, "door": DOOR, "hukou": Hukou.HERE, "came_from": None, "lives_in": {}}
        self.tell(at, lambda state: household.move_in(state, to=home(house), members=(member(who, "head"),), **given))

    @rule(at=days, who=people, how=st.sampled_from((household.remove_member, household.record_death, household.change_head)))
    def somebody(self, at: datetime, who: int, how: object) -> None:
        person = member(who).person
        why = {} if how is household.record_death else {"reason": ""}
        self.tell(at, lambda state: how(state, person, **why))  # type: ignore[operator]

    @rule(at=days, who=people)
    def joins(self, at: datetime, who: int) -> None:
        self.tell(at, lambda state: household.add_member(state, member(who), reason="", lives_in={}))

    @rule(starts=days, length=st.integers(1, 20), who=st.sampled_from((ZHAO, QIAN, SUN)))
    def takes_leave(self, starts: datetime, length: int, who: str) -> None:
        leave = LeaveId(f"lev-{next(self.leaves):04d}")
        self.duty(
            lambda state: duty.grant_leave(state, leave, who, starts_at=starts, ends_at=starts + timedelta(days=length), reason=""), starts
        )

    @rule(at=days, post=st.sampled_from((EAST_POST, WEST_POST)), who=st.sampled_from((ZHAO, QIAN, SUN)), is_a=st.booleans())
    def holder(self, at: datetime, post: str, who: str, is_a: bool) -> None:
        if is_a:
            self.duty(lambda state: duty.appoint_primary(state, post, who, at=at, document="润街〔2024〕1号"), at)
        else:
            self.duty(lambda state: duty.designate_standby(state, post, who, at=at), at)

    @rule(at=days, who=st.sampled_from((ZHAO, QIAN, SUN)))
    def goes(self, at: datetime, who: str) -> None:
        self.duty(lambda state: duty.release_warden(state, who, at=at, reason=""), at)

    def duty(self, decide: object, at: datetime) -> None:
        try:
            events: Events = decide(roster.fold(self.duties))  # type: ignore[operator]
        except DomainError:
            return
        self.duties += [(event, at) for event in events]

    @invariant()
    def a_household_is_whole_on_every_day(self) -> None:
        for at in sorted({since for _, since in self.facts}):
            state = household.fold(until(self.facts, at))
            assert state is not None
            is_here = state.standing is Standing.PRESENT
            assert (state.building is not None) == (state.grid is not None) == is_here == bool(state.members)
            assert sum(one.relation == "head" for one in state.members) <= 1
            assert len(state.persons) == len(state.members)

    @invariant()
    def no_post_is_ever_left(self) -> None:
        state = roster.fold(self.duties)
        assert cover.cover_gaps(state, DAY0, None) == ()


@pytest.mark.parametrize("examples", [40, pytest.param(1_000, marks=pytest.mark.slow)])
def test_what_is_told_in_any_order_leaves_every_day_lawful(examples: int) -> None:
    run_state_machine_as_test(Telling, settings=settings(max_examples=examples, stateful_step_count=40, deadline=None))
