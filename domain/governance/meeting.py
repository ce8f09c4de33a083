"""A meeting (例会、议事会、民情分析会、联席会): who is called, what it talks about, what it decides, what residents may read of it.

The law it keeps: leave is asked before it begins and agreed to; what is decided is recorded after it was held; what is confidential never
stands in published minutes; a decision is carried out by tickets and says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce

from domain.governance.meeting_refusals import (
    Confidential,
    DecisionUnknown,
    HeldAlready,
    LeaveTooLate,
    LeaveUnknown,
    MeetingUnknown,
    NobodyCalled,
    NotCalled,
    NotHeld,
    NothingToPublish,
    NotYetBegun,
)
from domain.ids import CommunityId, MeetingId, TicketId
from domain.required import require_name
from domain.schema import Event, Events, event
from domain.values import Sealed


class Step(StrEnum):
    """四议两公开: where on its way a decision stands. ORDINARY: no such way is asked for."""

    ORDINARY = "ordinary"
    PROPOSED = "proposed"
    CONSULTED = "consulted"
    CONSIDERED = "considered"
    RESOLVED = "resolved"
    RESOLUTION_PUBLISHED = "resolution_published"
    RESULT_PUBLISHED = "result_published"


class Why(StrEnum):
    """Why a ticket is on the agenda."""

    REGIONAL = "regional"
    OVERDUE = "overdue"
    REOPENED = "reopened"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class AgendaTicket:
    ticket: TicketId
    why: Why


@dataclass(frozen=True, slots=True)
class Result:
    """What residents read of decision `number`."""

    number: int
    told: str


# Stored formats: change only with an upcast and a golden file.


@event("meeting.convened")
class Convened:
    """cadence: key of the profile's, blank for one that is called for once. called: accounts. is_private: nothing leaves the room."""

    meeting: MeetingId
    community: CommunityId
    cadence: str
    title: str
    starts_at: datetime
    called: tuple[str, ...]
    is_private: bool


@event("meeting.agenda_drawn")
class AgendaDrawn:
    tickets: tuple[AgendaTicket, ...]


@event("meeting.leave_asked")
class LeaveAsked:
    who: str
    reason: Sealed


@event("meeting.leave_settled")
class LeaveSettled:
    who: str
    granted: bool
    by: str


@event("meeting.held")
class Held:
    came: tuple[str, ...]
    late: tuple[str, ...]


@event("meeting.decision_recorded")
class DecisionRecorded:
    """number: 1, 2, 3… tickets: of the agenda that it answers. content: sealed under the meeting's key."""

    number: int
    step: Step
    tickets: tuple[TicketId, ...]
    is_confidential: bool
    content: Sealed
    by: str


@event("meeting.decision_carried")
class DecisionCarried:
    """The decision became work: a ticket of its own."""

    number: int
    ticket: TicketId


@event("meeting.minutes_published")
class MinutesPublished:
    results: tuple[Result, ...]
    clause: str


class Status(StrEnum):
    CONVENED = "convened"
    HELD = "held"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class State:
    """leaves: None while nobody has settled it. decisions: number -> whether it is confidential."""

    meeting: MeetingId
    community: CommunityId
    starts_at: datetime
    called: tuple[str, ...]
    is_private: bool
    status: Status = Status.CONVENED
    agenda: tuple[AgendaTicket, ...] = ()
    leaves: Mapping[str, bool | None] = field(default_factory=dict)
    decisions: Mapping[int, bool] = field(default_factory=dict)
    carried: frozenset[tuple[int, TicketId]] = frozenset()
    results: tuple[Result, ...] = ()


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, Convened):
        return State(event.meeting, event.community, event.starts_at, event.called, event.is_private)
    known = existing(state)
    match event:
        case AgendaDrawn():
            return replace(known, agenda=event.tickets)
        case LeaveAsked():
            return replace(known, leaves={**known.leaves, event.who: None})
        case LeaveSettled():
            return replace(known, leaves={**known.leaves, event.who: event.granted})
        case Held():
            return replace(known, status=Status.HELD)
        case DecisionRecorded():
            return replace(known, decisions={**known.decisions, event.number: event.is_confidential})
        case DecisionCarried():
            return replace(known, carried=known.carried | {(event.number, event.ticket)})
        case MinutesPublished():
            return replace(known, status=Status.PUBLISHED, results=event.results)
    raise TypeError(f"not an event of a meeting: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def existing(state: State | None) -> State:
    if state is None:
        raise MeetingUnknown()
    return state


def convene(
    state: State | None,
    *,
    meeting: MeetingId,
    community: CommunityId,
    cadence: str,
    title: str,
    starts_at: datetime,
    called: tuple[str, ...],
    is_private: bool,
) -> Events:
    if state is not None:
        return ()
    require_name(title)
    if not called or not all(who.strip() for who in called):
        raise NobodyCalled()
    return (
        Convened(
            meeting=meeting,
            community=community,
            cadence=cadence,
            title=title,
            starts_at=starts_at,
            called=tuple(dict.fromkeys(called)),
            is_private=is_private,
        ),
    )


def draw_agenda(state: State | None, *, tickets: tuple[AgendaTicket, ...]) -> Events:
    known = existing(state)
    if known.status is not Status.CONVENED:
        raise HeldAlready()
    return () if known.agenda == tickets else (AgendaDrawn(tickets=tickets),)


def ask_leave(state: State | None, *, who: str, reason: Sealed, now: datetime) -> Events:
    known = existing(state)
    if who not in known.called:
        raise NotCalled(who=[who])
    if now >= known.starts_at:
        raise LeaveTooLate(starts_at=known.starts_at)
    return () if who in known.leaves else (LeaveAsked(who=who, reason=reason),)


def settle_leave(state: State | None, *, who: str, granted: bool, by: str) -> Events:
    known = existing(state)
    if who not in known.leaves:
        raise LeaveUnknown()
    return () if known.leaves[who] is granted else (LeaveSettled(who=who, granted=granted, by=by),)


def hold(state: State | None, *, came: tuple[str, ...], late: tuple[str, ...], now: datetime) -> Events:
    """late: of those who came."""
    known = existing(state)
    if known.status is not Status.CONVENED:
        return ()
    if now < known.starts_at:
        raise NotYetBegun(starts_at=known.starts_at)
    if strangers := sorted(({*came} | {*late}) - {*known.called}):
        raise NotCalled(who=strangers)
    return (Held(came=tuple(sorted({*came, *late})), late=tuple(sorted({*late}))),)


def decide(state: State | None, *, step: Step, tickets: tuple[TicketId, ...], is_confidential: bool, content: Sealed, by: str) -> Events:
    """What a private meeting decides is confidential."""
    known = existing(state)
    if known.status is Status.CONVENED:
        raise NotHeld()
    number = len(known.decisions) + 1
    hidden = is_confidential or known.is_private
    return (DecisionRecorded(number=number, step=step, tickets=tickets, is_confidential=hidden, content=content, by=by),)


def carry(state: State | None, *, number: int, ticket: TicketId) -> Events:
    known = existing(state)
    if number not in known.decisions:
        raise DecisionUnknown()
    return () if (number, ticket) in known.carried else (DecisionCarried(number=number, ticket=ticket),)


def publish(state: State | None, *, results: tuple[Result, ...], clause: str, confidential_clause: str) -> Events:
    """What residents read; again with more, when more may be said."""
    known = existing(state)
    if known.status is Status.CONVENED:
        raise NotHeld()
    if not results or not all(one.told.strip() for one in results):
        raise NothingToPublish()
    for one in results:
        if one.number not in known.decisions:
            raise DecisionUnknown()
        if known.decisions[one.number]:
            raise Confidential(number=one.number, value="confidential", limit="public", clause=confidential_clause)
    return () if known.results == results else (MinutesPublished(results=results, clause=clause),)
