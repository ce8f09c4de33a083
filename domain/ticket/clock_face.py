"""The honest clock: what a deadline has used and has left, every stop with who asked and who approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.schema import Event
from domain.ticket.clock_events import Change, ClockResumed, ClockStopped, DeadlineExtended, Escalated
from domain.ticket.events import Closed, Reopened, Reported
from domain.work_time import Timekeeping

Told = tuple[Event, datetime]
"""An event of a ticket and when it was effective."""


@dataclass(frozen=True, slots=True)
class Stop:
    """ends_at None: stands still."""

    change: Change
    starts_at: datetime
    ends_at: datetime | None
    asked_by: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class Face:
    """used, left: counted time (left is negative where it is late, by counted time too)."""

    starts_at: datetime
    due_at: datetime | None
    used: timedelta
    left: timedelta | None
    is_standing: bool
    is_overdue: bool
    closed_at: datetime | None
    stops: tuple[Stop, ...]
    extensions: tuple[DeadlineExtended, ...]
    escalations: tuple[Escalated, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    starts_at: datetime
    due_at: datetime | None
    closed_at: datetime | None = None
    stops: tuple[Stop, ...] = ()
    idle: tuple[tuple[datetime, datetime], ...] = ()
    extensions: tuple[DeadlineExtended, ...] = ()
    escalations: tuple[Escalated, ...] = ()


def read(told: Iterable[Told], keep: Timekeeping, at: datetime) -> Face | None:
    """The clock as it shows at `at`; None before the report. Time between a close and a reopening is not counted as used."""
    seen: _Seen | None = None
    for event, when in told:
        if when <= at:
            seen = _after(seen, event, when)
    return None if seen is None else _face(seen, keep, at)


def _after(seen: _Seen | None, event: Event, when: datetime) -> _Seen | None:
    if isinstance(event, Reported):
        return _Seen(when, event.due_at)
    if seen is None:
        return None
    match event:
        case ClockStopped():
            return replace(seen, stops=(*seen.stops, Stop(event.change, event.at, None, event.asked_by, event.by)))
        case ClockResumed():
            *before, last = seen.stops
            return replace(seen, due_at=event.due_at, stops=(*before, replace(last, ends_at=event.at)))
        case DeadlineExtended():
            return replace(seen, due_at=event.due_at, extensions=(*seen.extensions, event))
        case Escalated():
            return replace(seen, escalations=(*seen.escalations, event))
        case Closed():
            return replace(seen, closed_at=when)
        case Reopened():
            idle = (*seen.idle, (seen.closed_at, when)) if seen.closed_at else seen.idle
            return replace(seen, closed_at=None, idle=idle)
    return seen


def _face(seen: _Seen, keep: Timekeeping, at: datetime) -> Face:
    end = min(at, seen.closed_at) if seen.closed_at else at
    standing = next((stop for stop in seen.stops if stop.ends_at is None), None)
    counts_to = min(end, standing.starts_at) if standing else end
    stood = [(stop.starts_at, stop.ends_at) for stop in seen.stops if stop.ends_at] + list(seen.idle)
    used = keep.used(seen.starts_at, counts_to) - sum((keep.used(a, min(b, counts_to)) for a, b in stood), timedelta())
    return Face(
        starts_at=seen.starts_at,
        due_at=seen.due_at,
        used=used,
        left=None if seen.due_at is None else keep.used(counts_to, seen.due_at) - keep.used(seen.due_at, counts_to),
        is_standing=standing is not None,
        is_overdue=seen.due_at is not None and seen.due_at < counts_to,
        closed_at=seen.closed_at,
        stops=seen.stops,
        extensions=seen.extensions,
        escalations=seen.escalations,
    )
