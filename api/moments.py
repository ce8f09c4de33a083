"""Days and instants as people write them: a date is a day in China, an instant carries its offset or means China."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from api.context import CHINA, start_of_day
from api.problems import InputInvalid

EARLIEST = date(2, 1, 1)
"""The first month that is counted: in China's time the first hours of year 1 are no instants."""
SPARE = timedelta(days=1)
"""By so much an instant may be counted on: into another zone's day, to the end of this one."""


def moment(value: str) -> datetime:
    """An instant; a bare date means the last moment of that day in China, so that what took effect that day is seen.

    Raises InputInvalid.
    """
    try:
        if len(value) == 10:
            after = datetime.combine(date.fromisoformat(value) + timedelta(days=1), time.min, CHINA).astimezone(UTC)
            return _counted_on(after - timedelta(microseconds=1))
        given = datetime.fromisoformat(value)
        return _counted_on((given if given.tzinfo else given.replace(tzinfo=CHINA)).astimezone(UTC))
    except (ValueError, OverflowError) as wrong:
        raise InputInvalid(where=[{"field": "time", "code": "time.not_iso_8601"}]) from wrong


def _counted_on(at: datetime) -> datetime:
    """Raises OverflowError for the calendar's last hours."""
    return at + SPARE - SPARE


def beginning(value: str) -> datetime:
    """An instant; a bare date means the first moment of that day in China. Raises InputInvalid."""
    try:
        return start_of_day(day(value)) if len(value) == 10 else moment(value)
    except OverflowError as wrong:
        raise InputInvalid(where=[{"field": "time", "code": "time.not_iso_8601"}]) from wrong


def day(value: str) -> date:
    """A day in China. Raises InputInvalid."""
    try:
        return date.fromisoformat(value)
    except ValueError as wrong:
        raise InputInvalid(where=[{"field": "on", "code": "time.not_iso_8601"}]) from wrong


def months_before(day: date, months: int) -> date:
    """day: the first of a month. Not before EARLIEST."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, 1) if years >= EARLIEST.year else EARLIEST
