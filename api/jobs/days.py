"""Clocks that follow the calendar: the next hour of a day, after what was acted on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from api.context import CHINA
from api.jobs.clock import Moments, Outlook
from domain.ids import CommunityId
from domain.policy import PolicyProfile

FURTHEST_DAYS = 400
Hour = Callable[[PolicyProfile], time | None]
Falls = Callable[[PolicyProfile, date], bool]


def instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, CHINA).astimezone(UTC)


def next_day(after: datetime, hour: time, falls: Callable[[date], bool] = lambda _: True) -> datetime | None:
    """The first time after an instant that it is this hour in China, on a day that falls; None within a year and more."""
    return next((at for day in _days(after) if falls(day) and (at := instant(day, hour)) > after), None)


def on_days(asks: Hour, falls: Falls) -> Callable[[Outlook], Moments]:
    """A clock that acts at the profile's hour on the days that fall. Where it never ran, it looks at once: there may be much to catch up.

    asks: None where the profile asks for nothing.
    """

    def next_(outlook: Outlook) -> Moments:
        return dict(_moments(outlook, asks, falls))

    return next_


def _moments(outlook: Outlook, asks: Hour, falls: Falls) -> Iterator[tuple[CommunityId, datetime]]:
    for community, profile in outlook.profiles.items():
        hour, reached = asks(profile), outlook.reached(community)
        if hour is None:
            continue
        at = outlook.now if reached is None else next_day(reached, hour, lambda day, profile=profile: falls(profile, day))
        if at is not None:
            yield community, at


def _days(after: datetime) -> Iterator[date]:
    first = after.astimezone(CHINA).date()
    return (first + timedelta(days=n) for n in range(FURTHEST_DAYS))
