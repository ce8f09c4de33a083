"""Days and instants. A day is a day in China; what holds "on" a day is what holds at its last instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
AsOf = date | datetime | None
"""None: now."""
DAY, MONTH = timedelta(days=1), timedelta(days=31)


def start_of_day(on: date) -> datetime:
    return datetime.combine(on, time.min, CHINA).astimezone(UTC)


def moment(as_of: AsOf) -> datetime | None:
    """A date becomes its last microsecond in China, so that what took effect that day is seen; a naive instant is China's."""
    if isinstance(as_of, datetime):
        return (as_of if as_of.tzinfo else as_of.replace(tzinfo=CHINA)).astimezone(UTC)
    return as_of and start_of_day(as_of + timedelta(days=1)) - timedelta(microseconds=1)


def whole_months(since: date, until: date) -> dict[str, datetime]:
    """whole_from, whole_until: which months lie whole in the days since <= day < until, so that their sums are read; both `until`: none."""
    first, last = ((since - DAY).replace(day=1) + MONTH).replace(day=1), until.replace(day=1)
    if last < first:
        first = last = until
    return {"whole_from": start_of_day(first), "whole_until": start_of_day(last)}
