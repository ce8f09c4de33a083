"""A household's story in the order in which it happened, whatever the order in which it was told.

The law it keeps: a fact told late, or ahead of its day, falls into its place, and what is known of later days still follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.household.events import (
    Absorbed,
    FormedBySplit,
    HeadChanged,
    Member,
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
from domain.household.refusals import BeforeItLivedThere, HouseholdUnknown, ToldOtherwiseLater
from domain.household.state import Standing, State, evolve, fold
from domain.ids import HouseholdId
from domain.in_time import Fact, until
from domain.schema import Event, Events

SETTLING = (Registered, MovedIn, MovedWithin, FormedBySplit)
"""What begins a time in one building."""


def state_then(household: HouseholdId, facts: Sequence[Fact], at: datetime) -> State:
    """The household as it stood at an instant. Raises HouseholdUnknown, BeforeItLivedThere."""
    if not facts:
        raise HouseholdUnknown()
    state = fold(until(facts, at))
    if state is None:
        raise BeforeItLivedThere(household=household, since=min(since for _, since in facts))
    return state


def require_fitting(facts: Sequence[Fact], told: Events, at: datetime) -> None:
    """What is told for an instant leaves what is known of later ones true; a plan's changes of grid fit whatever is told.

    Raises ToldOtherwiseLater.
    """
    later = sorted((fact for fact in facts if fact[1] > at and not isinstance(fact[0], Reassigned)), key=lambda fact: fact[1])
    if not told or not later:
        return
    state = fold((*until(facts, at), *told))
    for event, since in later:
        if state is None or not _follows(state, event):
            raise ToldOtherwiseLater(at=at, later=since)
        state = evolve(state, event)
    if state is not None and _is_empty(state):
        raise ToldOtherwiseLater(at=at, later=later[-1][1])


def _follows(state: State, event: Event) -> bool:
    if isinstance(event, Registered | MovedIn | FormedBySplit):
        return state.standing is Standing.AWAY
    if isinstance(event, MovedOut | MovedWithin):
        return event.from_building in {state.building, *state.known_as}
    if isinstance(event, Readdressed):
        return True
    if state.standing is not Standing.PRESENT or _is_empty(state):
        return False
    if isinstance(event, Merged):
        return True
    joined = {one.person for one in _joining(event)}
    return _leaving(event) <= state.persons and not joined & state.persons


def _is_empty(state: State) -> bool:
    return state.standing is Standing.PRESENT and not state.members


def _joining(event: Event) -> Iterable[Member]:
    match event:
        case MemberJoined(member=member):
            return (member,)
        case Absorbed(members=members):
            return members
    return ()


def _leaving(event: Event) -> frozenset[str]:
    match event:
        case MemberLeft(person=person) | MemberDied(person=person):
            return frozenset({person})
        case Split(persons=persons) | PartMovedOut(persons=persons):
            return frozenset(persons)
        case HeadChanged(members=members):
            return frozenset(one.person for one in members)
    return frozenset()
