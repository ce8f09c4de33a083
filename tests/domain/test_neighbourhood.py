"""The law of households under any commands in any order."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain import household
from domain.errors import DomainError
from domain.household import Hukou, Place, Standing
from domain.ids import BuildingId, GridId, HouseholdId, PersonId
from tests.domain.test_household import DOOR, HUAYUAN, PLAN, member

FILES = [HouseholdId(f"hh-{n:04d}") for n in range(5)]
PEOPLE = [PersonId(f"psn-{n:04d}") for n in range(8)]
GRIDS = [GridId("grd-east"), GridId("grd-west"), GridId("grd-park")]
PLACES = [Place(community=HUAYUAN, building=BuildingId(f"bld-{n:04d}"), grid=grid, plan=PLAN) for n, grid in enumerate(GRIDS)]
some_file, some_person, some_place = st.sampled_from(FILES), st.sampled_from(PEOPLE), st.sampled_from(PLACES)
some_people = st.lists(some_person, max_size=4).map(tuple)


class Neighbourhood(RuleBasedStateMachine):
    """Any commands in any order over a few files: the law holds after each, whether it was refused or not.

    The commands here run one after another, so the evidence (who lives where) is what the register says.
    """

    def __init__(self) -> None:
        super().__init__()
        self.journal: dict[HouseholdId, tuple] = {one: () for one in FILES}

    def _state(self, one: HouseholdId) -> household.State | None:
        return household.fold(self.journal[one])

    def _lives_in(self) -> dict[PersonId, HouseholdId]:
        return {person: one for one in FILES if (state := self._state(one)) for person in state.persons}

    def _try(self, *streams: HouseholdId, decide) -> None:
        with suppress(DomainError):
            for one, events in zip(streams, decide(), strict=True):
                self.journal[one] += events

    @rule(one=some_file, at=some_place, people=some_people)
    def registers(self, one, at, people):
        named = {"household": one, "door": DOOR, "hukou": Hukou.HERE, "members": tuple(member(p) for p in people)}
        self._try(one, decide=lambda: [household.register(self._state(one), at=at, source="desk", lives_in=self._lives_in(), **named)])

    @rule(one=some_file, to=some_place, people=some_people)
    def moves_in(self, one, to, people):
        named = {"household": one, "door": DOOR, "hukou": Hukou.HERE, "members": tuple(member(p) for p in people), "came_from": None}
        self._try(one, decide=lambda: [household.move_in(self._state(one), to=to, lives_in=self._lives_in(), **named)])

    @rule(one=some_file, to=some_place)
    def moves_within(self, one, to):
        self._try(one, decide=lambda: [household.move_within(self._state(one), to=to, door=DOOR, reason="换房")])

    @rule(one=some_file)
    def moves_out(self, one):
        self._try(one, decide=lambda: [household.move_out(self._state(one), going_to=None, reason="外出")])

    @rule(one=some_file, grid=st.sampled_from(GRIDS))
    def follows_a_plan(self, one, grid):
        self._try(one, decide=lambda: [household.reassign(self._state(one), grid, plan=PLAN, document="33号")])

    @precondition(lambda self: any(not events for events in self.journal.values()))
    @rule(one=some_file, people=some_people, to=some_place)
    def splits(self, one, people, to):
        fresh = next(each for each in FILES if not self.journal[each])
        named = {"to": to, "door": DOOR, "hukou": Hukou.HERE, "reason": "分户"}
        self._try(one, fresh, decide=lambda: household.split(self._state(one), fresh, people, **named))

    @rule(leaving=some_file, staying=some_file)
    def merges(self, leaving, staying):
        self._try(leaving, staying, decide=lambda: household.merge(self._state(leaving), self._state(staying), reason="并户"))

    @rule(one=some_file, person=some_person)
    def member_joins(self, one, person):
        self._try(one, decide=lambda: [household.add_member(self._state(one), member(person), reason="投靠", lives_in=self._lives_in())])

    @rule(one=some_file, person=some_person)
    def member_leaves(self, one, person):
        self._try(one, decide=lambda: [household.remove_member(self._state(one), person, reason="外出")])

    @invariant()
    def every_present_household_has_one_door_one_grid_and_somebody_in_it(self):
        for state in map(self._state, FILES):
            if state is not None and state.standing is Standing.PRESENT:
                assert state.grid in GRIDS
                assert state.building is not None
                assert state.members
            elif state is not None:
                assert (state.grid, state.building, state.door, state.members) == (None, None, None, ())

    @invariant()
    def nobody_lives_twice(self):
        living = [each.person for one in FILES if (state := self._state(one)) for each in state.members]
        assert len(living) == len(set(living))


Neighbourhood.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestNeighbourhood = Neighbourhood.TestCase
