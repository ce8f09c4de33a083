"""When a ticket is due: the profile's number of hours, days or working days, China's holidays and shifted working days (调休) counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from api.context import CHINA
from domain.policy import Deadline
from domain.ticket import Due


@cache
def calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("CN")


def calendar_version() -> str:
    return f"holidays {holidays.__version__}"


def due(deadline: Deadline, reported_at: datetime) -> Due:
    """Hours run on; days and working days end with the day, in China. The clause names the calendar where it was asked."""
    clause = deadline.source.clause
    if deadline.clock == "hours":
        return Due(reported_at + timedelta(hours=deadline.value), clause)
    reported_on = reported_at.astimezone(CHINA).date()
    if deadline.clock == "working_days":
        return Due(_end_of(calendar().get_nth_working_day(reported_on, deadline.value)), f"{clause}；{calendar_version()}")
    return Due(_end_of(reported_on + timedelta(days=deadline.value)), clause)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, CHINA).astimezone(UTC)
