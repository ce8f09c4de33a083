"""A patrol (日巡查): who was on duty for a grid walked it, and what was seen there.

The law it keeps: a patrol is told after it was made, by who was on duty in that grid. It is a fact about a place: no person is tracked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from domain.cover import As
from domain.errors import Forbidden, Invalid, Refused
from domain.ids import CommunityId, GridId, PatrolId, TicketId, WardenId
from domain.schema import Event, Events, event
from domain.values import Sealed


@event("patrol.recorded")
class Recorded:
    """Stored format: change only with an upcast and a golden file. found: sealed text, None when nothing was to be noted."""

    patrol: PatrolId
    community: CommunityId
    grid: GridId
    warden: WardenId
    walked_at: datetime
    found: Sealed | None
    tickets: tuple[TicketId, ...]


@dataclass(frozen=True, slots=True)
class State:
    patrol: PatrolId
    grid: GridId
    warden: WardenId
    walked_at: datetime


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, Recorded):
        raise TypeError(f"not an event of a patrol: {type(event).__name__}")
    return State(event.patrol, event.grid, event.warden, event.walked_at)


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class PatrolKnown(Refused):
    """Facts: patrol."""

    code = "patrol.recorded_already"


class PatrolInFuture(Invalid):
    """Facts: walked_at, now."""

    code = "patrol.in_future"


class PatrolNotYourGrid(Forbidden):
    """Facts: grid, walked_at."""

    code = "patrol.not_your_grid"


def record(
    state: State | None,
    *,
    patrol: PatrolId,
    community: CommunityId,
    grid: GridId,
    warden: WardenId,
    on_duty_as: As | None,
    walked_at: datetime,
    now: datetime,
    found: Sealed | None = None,
    tickets: tuple[TicketId, ...] = (),
) -> Events:
    """on_duty_as: evidence, the warden's place in the grid's cover at walked_at; None: not on duty there."""
    if state is not None:
        if (state.grid, state.warden, state.walked_at) == (grid, warden, walked_at):
            return ()
        raise PatrolKnown(patrol=state.patrol)
    if walked_at > now:
        raise PatrolInFuture(walked_at=walked_at, now=now)
    if on_duty_as is None:
        raise PatrolNotYourGrid(grid=grid, walked_at=walked_at)
    told = Recorded(patrol=patrol, community=community, grid=grid, warden=warden, walked_at=walked_at, found=found, tickets=tickets)
    return (told,)
