"""Where a ticket is and who answers for it, folded from its events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce

from domain.ids import CommunityId, GridId, TicketId, WardenId
from domain.schema import Event
from domain.ticket.events import Accepted, Closed, Dispatched, FedBack, Handled, Handling, Level, MovedToGrid, Reopened, Reported, Scope
from domain.ticket.refusals import TicketClosed, TicketUnknown


class Status(StrEnum):
    REPORTED = "reported"
    ACCEPTED = "accepted"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who is responsible. who: account or body; warden: where it is one. At level GRID without a warden the desk fills in for the grid."""

    who: str
    level: Level
    warden: WardenId | None = None


@dataclass(frozen=True, slots=True)
class State:
    """handled, told: since the report or the last reopening; told: the resident knows of all that was done. closed_at: the level."""

    ticket: TicketId
    community: CommunityId
    number: str
    scope: Scope
    handling: Handling
    status: Status
    grid: GridId | None
    first_responder: str
    accepted_by: str | None
    responsible: Answerable
    due_at: datetime | None
    clause: str
    handled: bool = False
    told: bool = False
    closed_at: Level | None = None


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, Reported):
        return _reported(event)
    known = existing(state)
    match event:
        case Accepted():
            answers = Answerable(event.by, known.responsible.level, event.warden)
            return replace(known, status=Status.ACCEPTED, accepted_by=event.by, responsible=answers)
        case Dispatched():
            return replace(known, responsible=Answerable(event.responsible, event.level, event.warden))
        case Handled():
            return replace(known, handled=True, told=False)
        case FedBack():
            return replace(known, told=True)
        case Closed():
            return replace(known, status=Status.CLOSED, closed_at=event.level)
        case Reopened():
            open_again = Status.ACCEPTED if known.accepted_by else Status.REPORTED
            answers = replace(known.responsible, who=event.responsible, warden=event.warden)
            return replace(known, status=open_again, responsible=answers, handled=False, told=False, closed_at=None)
        case MovedToGrid():
            answers = replace(known.responsible, who=event.responsible, warden=event.warden)
            return replace(known, grid=event.to_grid, responsible=answers)
        case _:
            raise TypeError(f"not an event of a ticket: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def responsible_of(state: State) -> Answerable:
    """Who answers for the ticket now; after the close, who answered for it last."""
    return state.responsible


def _reported(event: Reported) -> State:
    return State(
        ticket=event.ticket,
        community=event.community,
        number=event.number,
        scope=event.scope,
        handling=event.handling,
        status=Status.REPORTED,
        grid=event.grid,
        first_responder=event.first_responder,
        accepted_by=None,
        responsible=Answerable(event.responsible, Level.GRID, event.warden),
        due_at=event.due_at,
        clause=event.clause,
    )


def existing(state: State | None) -> State:
    if state is None:
        raise TicketUnknown()
    return state


def still_open(state: State | None) -> State:
    known = existing(state)
    if known.status is Status.CLOSED:
        raise TicketClosed(number=known.number)
    return known
