"""Party groups (党小组) of a community: one in each grid.

The law it keeps: a grid has at most one standing group. How many members it has is a number; who they are stands nowhere in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce

from domain.errors import Invalid, Refused, Unknown
from domain.ids import CommunityId, GridId
from domain.required import require_name, require_reason
from domain.schema import Event, Events, event


@event("party_group.formed")
class Formed:
    """Stored format: change only with an upcast and a golden file."""

    community: CommunityId
    grid: GridId
    name: str
    members: int
    clause: str


@event("party_group.counted")
class Counted:
    grid: GridId
    members: int


@event("party_group.dissolved")
class Dissolved:
    grid: GridId
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    members: int


@dataclass(frozen=True, slots=True)
class State:
    community: CommunityId
    groups: Mapping[GridId, Group] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    groups = dict(state.groups) if state else {}
    match event:
        case Formed():
            return State(event.community, groups | {event.grid: Group(event.name, event.members)})
        case Counted() if state:
            return State(state.community, groups | {event.grid: Group(groups[event.grid].name, event.members)})
        case Dissolved() if state:
            return State(state.community, {grid: group for grid, group in groups.items() if grid != event.grid})
    raise TypeError(f"not an event of party groups: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class GroupUnknown(Unknown):
    """Facts: grid."""

    code = "party_group.unknown"


class GroupStands(Refused):
    """Facts: grid, name, clause."""

    code = "party_group.stands"


class GroupEmpty(Invalid):
    """A group without members."""

    code = "party_group.empty"


def form(state: State | None, *, community: CommunityId, grid: GridId, name: str, members: int, clause: str) -> Events:
    require_name(name)
    _require_members(members)
    standing = state.groups.get(grid) if state else None
    if standing == Group(name, members):
        return ()
    if standing is not None:
        raise GroupStands(grid=grid, name=standing.name, value=2, limit=1, clause=clause)
    return (Formed(community=community, grid=grid, name=name, members=members, clause=clause),)


def count(state: State | None, grid: GridId, *, members: int) -> Events:
    _require_members(members)
    return () if _standing(state, grid).members == members else (Counted(grid=grid, members=members),)


def dissolve(state: State | None, grid: GridId, *, reason: str) -> Events:
    _standing(state, grid)
    require_reason(reason)
    return (Dissolved(grid=grid, reason=reason),)


def _standing(state: State | None, grid: GridId) -> Group:
    if state is None or grid not in state.groups:
        raise GroupUnknown(grid=grid)
    return state.groups[grid]


def _require_members(members: int) -> None:
    if members < 1:
        raise GroupEmpty()
