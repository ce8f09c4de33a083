"""What a household is now, folded from its events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from domain.codec import replace
from domain.household.events import (
    Absorbed,
    DoorCorrected,
    FormedBySplit,
    HeadChanged,
    Hukou,
    Member,
    MemberCorrected,
    MemberDied,
    MemberJoined,
    MemberLeft,
    Merged,
    MovedIn,
    MovedOut,
    MovedWithin,
    PartMovedOut,
    Readdressed,
    Reassigned,
    Registered,
    Split,
)
from domain.household.refusals import HouseholdEnded, HouseholdMovedOut, HouseholdUnknown
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, PersonId
from domain.schema import Event
from domain.values import Sealed


class Standing(StrEnum):
    """Whether the household lives here, has moved away (and may return), or its file ended in a merge."""

    PRESENT = "present"
    AWAY = "away"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class State:
    """building, grid and door are None, and members empty, unless the household is present. known_as: the other buildings of the register
    that stood for the same door."""

    household: HouseholdId
    community: CommunityId
    standing: Standing
    building: BuildingId | None
    grid: GridId | None
    door: Sealed | None
    hukou: Hukou
    members: tuple[Member, ...]
    merged_into: HouseholdId | None = None
    known_as: frozenset[BuildingId] = frozenset()

    @property
    def persons(self) -> frozenset[PersonId]:
        return frozenset(member.person for member in self.members)


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Registered() | MovedIn() | FormedBySplit():
            return _living(event)
        case MovedWithin():
            return replace(known(state), building=event.to_building, grid=event.to_grid, door=event.door, known_as=frozenset())
        case MovedOut():
            return replace(known(state), standing=Standing.AWAY, building=None, grid=None, door=None, members=())
        case Merged():
            gone = replace(known(state), standing=Standing.ENDED, building=None, grid=None, door=None, members=())
            return replace(gone, merged_into=event.into)
        case Split():
            return _without(known(state), event.persons)
        case Absorbed():
            return replace(known(state), members=known(state).members + event.members)
        case Reassigned():
            return replace(known(state), grid=event.to_grid) if known(state).standing is Standing.PRESENT else known(state)
        case MemberJoined():
            return replace(known(state), members=(*known(state).members, event.member))
        case MemberLeft():
            return _without(known(state), (event.person,))
        case _:
            return _lived(known(state), event)


def _lived(state: State, event: Event) -> State:
    match event:
        case MemberDied():
            return _without(state, (event.person,))
        case PartMovedOut():
            return _without(state, event.persons)
        case HeadChanged():
            return _with(state, event.members)
        case MemberCorrected():
            return _with(state, (event.member,))
        case DoorCorrected():
            return replace(state, door=event.door)
        case Readdressed():
            return _readdressed(state, event)
    raise TypeError(f"not an event of a household: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def _living(event: Registered | MovedIn | FormedBySplit) -> State:
    return State(
        household=event.household,
        community=event.community,
        standing=Standing.PRESENT,
        building=event.building,
        grid=event.grid,
        door=event.door,
        hukou=event.hukou,
        members=event.members,
    )


def _readdressed(state: State, event: Readdressed) -> State:
    if state.building not in state.known_as | {event.from_building}:
        return state
    return replace(state, building=event.to_building, known_as=state.known_as | {event.from_building, event.to_building})


def _without(state: State, persons: Iterable[PersonId]) -> State:
    gone = frozenset(persons)
    return replace(state, members=tuple(member for member in state.members if member.person not in gone))


def _with(state: State, changed: Iterable[Member]) -> State:
    """Members as told anew, each in its old place."""
    told = {member.person: member for member in changed}
    return replace(state, members=tuple(told.get(member.person, member) for member in state.members))


def known(state: State | None) -> State:
    if state is None:
        raise HouseholdUnknown()
    return state


def present(state: State | None) -> State:
    here = known(state)
    if here.standing is Standing.AWAY:
        raise HouseholdMovedOut(household=here.household)
    if here.standing is Standing.ENDED:
        raise HouseholdEnded(household=here.household, into=here.merged_into)
    return here
