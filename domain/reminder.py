"""What a clock reminds of in the morning (提醒): a turn of duty tomorrow, a deadline, a meeting or report of the day, an unconfirmed rota.

The law it keeps: one stream for a community's day; the same thing is reminded of once a day; a reminder names whom it is for and the
clause, and carries no text about people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import reduce

from domain.ids import CommunityId, ReminderId, WardenId
from domain.schema import Event, Events, event


class Kind(StrEnum):
    """值班、时限、例会、周报、待确认的值班表."""

    TURN = "turn"
    DEADLINE = "deadline"
    MEETING = "meeting"
    REPORT = "report"
    ROTA = "rota"


@dataclass(frozen=True, slots=True)
class Due:
    """subject: id of the ticket, the turn or the month; key of the cadence. to: who answers for it, in the words of the regulation or an
    account. warden: where it is one."""

    kind: Kind
    subject: str
    due_at: datetime
    to: str
    warden: WardenId | None
    clause: str


@event("reminder.raised")
class Raised:
    """Stored format: change only with an upcast and a golden file. Fields as in Due."""

    reminder: ReminderId
    community: CommunityId
    on: date
    kind: Kind
    subject: str
    due_at: datetime
    to: str
    warden: WardenId | None
    clause: str


@dataclass(frozen=True, slots=True)
class State:
    reminder: ReminderId
    raised: frozenset[tuple[Kind, str]] = field(default_factory=frozenset)


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, Raised):
        raise TypeError(f"not an event of reminders: {type(event).__name__}")
    known = state or State(event.reminder)
    return replace(known, raised=known.raised | {(event.kind, event.subject)})


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def remind(state: State | None, *, reminder: ReminderId, community: CommunityId, on: date, dues: Iterable[Due]) -> Events:
    """What was not reminded of yet that day, the first due first."""
    told = state.raised if state else frozenset()
    waiting = sorted((one for one in dues if (one.kind, one.subject) not in told), key=lambda one: (one.due_at, one.kind, one.subject))
    return tuple(
        Raised(
            reminder=reminder,
            community=community,
            on=on,
            kind=one.kind,
            subject=one.subject,
            due_at=one.due_at,
            to=one.to,
            warden=one.warden,
            clause=one.clause,
        )
        for one in waiting
    )
