"""Appointments outside office hours (预约服务制): booked, then kept or missed. One ticket has one appointment at an hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid, Refused, Unknown
from domain.schema import Event, Events, event
from domain.ticket import state as core


class Absent(StrEnum):
    """Who did not come."""

    STAFF = "staff"
    RESIDENT = "resident"


@event("ticket.appointment_booked")
class AppointmentBooked:
    """attendant: account of who is to be there. outside_hours: of the office, as the calendar of that day says."""

    starts_at: datetime
    ends_at: datetime
    attendant: str
    outside_hours: bool
    by: str
    at: datetime


@event("ticket.appointment_kept")
class AppointmentKept:
    starts_at: datetime
    by: str
    at: datetime


@event("ticket.appointment_missed")
class AppointmentMissed:
    starts_at: datetime
    absent: Absent
    by: str
    at: datetime


class AppointmentTaken(Refused):
    """That hour overlaps another appointment of this ticket. Facts: starts_at."""

    code = "ticket.appointment_taken"


class AppointmentUnknown(Unknown):
    """Facts: starts_at."""

    code = "ticket.appointment_unknown"


class AppointmentSettled(Refused):
    """Kept or missed already. Facts: starts_at."""

    code = "ticket.appointment_settled"


class AppointmentAhead(Refused):
    """It has not begun yet. Facts: starts_at."""

    code = "ticket.appointment_ahead"


class AppointmentBackwards(Invalid):
    """It begins after now and ends after it begins."""

    code = "ticket.appointment_backwards"


@dataclass(frozen=True, slots=True)
class State:
    """booked: by its beginning; settled: beginnings of those kept or missed."""

    ticket: core.State | None = None
    booked: Mapping[datetime, AppointmentBooked] = field(default_factory=dict)
    settled: frozenset[datetime] = frozenset()


def evolve(state: State, event: Event) -> State:
    match event:
        case AppointmentBooked():
            return replace(state, booked={**state.booked, event.starts_at: event})
        case AppointmentKept() | AppointmentMissed():
            return replace(state, settled=state.settled | {event.starts_at})
    return replace(state, ticket=core.evolve(state.ticket, event))


def fold(events: Iterable[Event]) -> State:
    return reduce(evolve, events, State())


def book(state: State, *, starts_at: datetime, ends_at: datetime, attendant: str, outside_hours: bool, by: str, at: datetime) -> Events:
    core.still_open(state.ticket)
    if not at < starts_at < ends_at:
        raise AppointmentBackwards()
    booked = AppointmentBooked(starts_at=starts_at, ends_at=ends_at, attendant=attendant, outside_hours=outside_hours, by=by, at=at)
    standing = [one for start, one in state.booked.items() if start not in state.settled]
    if any((one.starts_at, one.ends_at, one.attendant) == (starts_at, ends_at, attendant) for one in standing):
        return ()
    if any(one.starts_at < ends_at and starts_at < one.ends_at for one in standing):
        raise AppointmentTaken(starts_at=starts_at)
    return (booked,)


def settle(state: State, *, starts_at: datetime, absent: Absent | None, by: str, at: datetime) -> Events:
    """absent None: it was kept."""
    if starts_at not in state.booked:
        raise AppointmentUnknown(starts_at=starts_at)
    if starts_at in state.settled:
        raise AppointmentSettled(starts_at=starts_at)
    if at < starts_at:
        raise AppointmentAhead(starts_at=starts_at)
    if absent is None:
        return (AppointmentKept(starts_at=starts_at, by=by, at=at),)
    return (AppointmentMissed(starts_at=starts_at, absent=absent, by=by, at=at),)
