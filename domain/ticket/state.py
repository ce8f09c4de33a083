"""Where a ticket is and who answers for it, folded from its events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce
from typing import TypeVar

from domain.ids import CommunityId, GridId, TicketId, WardenId
from domain.schema import Event, name_of
from domain.ticket.clock_events import (
    ClockChangeAsked,
    ClockChangeRefused,
    ClockResumed,
    ClockStopped,
    DeadlineExtended,
    Escalated,
    InterimReplied,
    Returned,
)
from domain.ticket.events import (
    Accepted,
    Classified,
    Closed,
    Dispatched,
    FedBack,
    Handled,
    Handling,
    Kind,
    Level,
    MovedToGrid,
    Reopened,
    Reported,
    Scope,
)
from domain.ticket.refusals import TicketClosed, TicketUnknown

T = TypeVar("T", datetime, str)


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
    """handled, told: since the report or the last reopening; told: the resident knows of all that was done. closed_at: the level.

    asked: the change of the clock that waits for approval. stopped: the stop that stands. reply_owed: the level it went up to without
    who asked being told yet.
    """

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
    category: str = ""
    kind: Kind = Kind.REQUEST
    asked: ClockChangeAsked | None = None
    stopped: ClockStopped | None = None
    escalated_at: datetime | None = None
    reply_owed: Level | None = None


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, Reported):
        return _reported(event)
    known = existing(state)
    match event:
        case Accepted():
            answers = Answerable(event.by, known.responsible.level, event.warden)
            return replace(known, status=Status.ACCEPTED, accepted_by=event.by, responsible=answers)
        case Dispatched():
            answers = Answerable(event.responsible, event.level, event.warden)
            return replace(known, responsible=answers, reply_owed=_owed(known, event.level))
        case Classified():
            return replace(known, scope=event.scope, handling=event.handling)
        case Handled():
            return replace(known, handled=True, told=False)
        case FedBack():
            return replace(known, told=True, reply_owed=None)
        case Closed():
            return replace(known, status=Status.CLOSED, closed_at=event.level, asked=None, stopped=None, reply_owed=None)
        case Reopened():
            open_again = Status.ACCEPTED if known.accepted_by else Status.REPORTED
            answers = replace(known.responsible, who=event.responsible, warden=event.warden)
            return replace(known, status=open_again, responsible=answers, handled=False, told=False, closed_at=None)
        case MovedToGrid():
            moved = replace(known, grid=event.to_grid)
            answers = replace(known.responsible, who=event.responsible, warden=event.warden)
            return replace(moved, responsible=answers) if changes_hands(known.status, known.responsible.level) else moved
        case _:
            return _clocked(known, event)


def _clocked(known: State, event: Event) -> State:
    match event:
        case ClockChangeAsked():
            return replace(known, asked=event)
        case ClockStopped():
            return replace(known, asked=None, stopped=event)
        case ClockResumed():
            return replace(known, stopped=None, due_at=event.due_at)
        case DeadlineExtended():
            return replace(known, asked=None, due_at=event.due_at)
        case Returned():
            return replace(known, asked=None, responsible=Answerable(event.responsible, known.responsible.level))
        case Escalated():
            answers = Answerable(event.responsible, event.level)
            return replace(known, responsible=answers, escalated_at=event.at, reply_owed=_owed(known, event.level))
        case InterimReplied():
            return replace(known, reply_owed=None)
        case ClockChangeRefused():
            return replace(known, asked=None)
        case _:
            return _another_chapter(known, event)


def _another_chapter(known: State, event: Event) -> State:
    """What proxy cases, costs, appointments … change is folded in their own modules."""
    if not name_of(event).startswith("ticket."):
        raise TypeError(f"not an event of a ticket: {type(event).__name__}")
    return known


def _owed(known: State, level: Level) -> Level | None:
    """短期难以解决的向街道反映并及时向居民反馈: whoever asked is told when it goes above the community."""
    went_up = level in (Level.SUBDISTRICT, Level.DISTRICT) and level is not known.responsible.level
    return level if went_up else known.reply_owed


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def changes_hands(status: Status, level: Level) -> bool:
    """Whether a move to another grid changes who is responsible: what went up stays up, what is closed stays with who closed it."""
    return status is not Status.CLOSED and level is Level.GRID


def fold_at(facts: Iterable[tuple[Event, datetime]], now: datetime) -> State | None:
    """The ticket as it stands at `now`. facts: (event, effective time) in the order of the stream.

    A plan is decided ahead of its day: the move it brings is made on that day, after whatever was told meanwhile.
    """
    told: list[tuple[Event, datetime]] = []
    for event, at in facts:
        told.insert(turn([(isinstance(one, MovedToGrid), since) for one, since in told], at), (event, at))
    return fold(event for event, at in told if at <= now or not isinstance(event, MovedToGrid))


def turn(told: Sequence[tuple[bool, T]], at: T) -> int:
    """Where a step that happens at `at` stands among the steps told before: ahead of the moves of a later day. told: (is a move, when)."""
    place = len(told)
    while place and told[place - 1][0] and told[place - 1][1] > at:
        place -= 1
    return place


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
        category=event.category,
        kind=event.kind,
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
