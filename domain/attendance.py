"""Attendance of one warden, only where the community's regulation asks for it: check-ins at its times, and what a person ruled of a day.

The law it keeps: no profile, no check-in; a check-in says that somebody was there and when, never where else; nothing is ruled by a clock:
a person does, after the day, and not of a day of granted leave. There is no comparison of wardens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import reduce

from domain.errors import Forbidden, Refused
from domain.ids import CommunityId, WardenId
from domain.schema import Event, Events, event


class Ruling(StrEnum):
    """按时、迟到、早退、旷工."""

    IN_TIME = "in_time"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ABSENT = "absent"


OPENS_BEFORE = timedelta(hours=1)
"""From when a check-in counts for its time: the text names the times alone."""


@event("attendance.checked_in")
class CheckedIn:
    """Stored format: change only with an upcast and a golden file. due: the regulation's time that it answers to, "08:30" in China."""

    community: CommunityId
    warden: WardenId
    on: date
    due: str


@event("attendance.ruled")
class Ruled:
    community: CommunityId
    warden: WardenId
    on: date
    ruling: Ruling
    ruled_by: str


@dataclass(frozen=True, slots=True)
class State:
    """checked: by day, the times answered to."""

    warden: WardenId
    checked: Mapping[date, tuple[str, ...]] = field(default_factory=dict)
    ruled: Mapping[date, Ruling] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    match event:
        case CheckedIn():
            before = state or State(event.warden)
            return replace(before, checked=dict(before.checked) | {event.on: (*before.checked.get(event.on, ()), event.due)})
        case Ruled():
            before = state or State(event.warden)
            return replace(before, ruled=dict(before.ruled) | {event.on: event.ruling})
    raise TypeError(f"not an event of attendance: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class NotAsked(Refused):
    """The community's regulation asks nobody to check in."""

    code = "attendance.not_asked"


class TooEarly(Refused):
    """Facts: opens_at."""

    code = "attendance.too_early"


class OnLeave(Refused):
    """Leave was granted beforehand: nothing is asked, nothing is ruled. Facts: on."""

    code = "attendance.on_leave"


class DayNotOver(Refused):
    """Facts: on."""

    code = "attendance.day_not_over"


class OwnRuling(Forbidden):
    code = "attendance.own_ruling"


def check_in(
    state: State | None, *, community: CommunityId, warden: WardenId, now: datetime, times: Sequence[time], on_leave: bool
) -> Events:
    """now: in China's time zone. times: the profile's, ascending; none: it asks for no attendance. A second check-in writes nothing."""
    if not times:
        raise NotAsked()
    if on_leave:
        raise OnLeave(on=now.date())
    open_ = [due for due in times if (datetime.combine(now.date(), due, now.tzinfo) - OPENS_BEFORE) <= now]
    if not open_:
        raise TooEarly(opens_at=(datetime.combine(now.date(), times[0]) - OPENS_BEFORE).time())
    due = f"{open_[-1]:%H:%M}"
    if state is not None and due in state.checked.get(now.date(), ()):
        return ()
    return (CheckedIn(community=community, warden=warden, on=now.date(), due=due),)


def rule(
    state: State | None,
    *,
    community: CommunityId,
    warden: WardenId,
    times: Sequence[time],
    on: date,
    today: date,
    ruling: Ruling,
    by: str,
    own: WardenId | None,
    on_leave: bool,
) -> Events:
    """own: the ruler's id as a warden, if any. on_leave: whether leave had been granted for that day."""
    if not times:
        raise NotAsked()
    if own == warden:
        raise OwnRuling()
    if on_leave:
        raise OnLeave(on=on)
    if on >= today:
        raise DayNotOver(on=on)
    if state is not None and state.ruled.get(on) == ruling:
        return ()
    return (Ruled(community=community, warden=warden, on=on, ruling=ruling, ruled_by=by),)
