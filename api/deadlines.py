"""When a ticket is due: the profile's number of hours, days or working days, China's holidays and shifted working days (调休) counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from api.context import CHINA
from domain.policy import Deadline, PolicyProfile
from domain.ticket import Due
from domain.work_time import Timekeeping


@cache
def calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("CN")


def calendar_version() -> str:
    return f"holidays {holidays.__version__}"


def is_working(day: date) -> bool:
    """Of a day in China, holidays and 调休 counted."""
    return calendar().is_working_day(day)


def office_hours(profile: PolicyProfile) -> tuple[tuple[time, time], ...]:
    """Of a working day, ascending: "08:30-11:30、14:00-17:30"."""
    spans = (span.split("-") for span in str(profile.rule("ticket.office_hours").value).split("、"))
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)


def keeping(profile: PolicyProfile, clock: str) -> Timekeeping:
    return Timekeeping(clock, is_working, office_hours(profile))


def due(deadline: Deadline, reported_at: datetime, profile: PolicyProfile) -> Due:
    """Hours run on, working hours in office hours alone; days and working days end with the day, in China.

    The clause names the calendar where it was asked.
    """
    clause = deadline.source.clause
    if deadline.clock in ("hours", "working_hours"):
        keep = keeping(profile, deadline.clock)
        asked = f"；{calendar_version()}" if deadline.clock == "working_hours" else ""
        return Due(keep.after(reported_at, keep.amount(deadline.value)), f"{clause}{asked}")
    reported_on = reported_at.astimezone(CHINA).date()
    if deadline.clock == "working_days":
        return Due(_end_of(calendar().get_nth_working_day(reported_on, deadline.value)), f"{clause}；{calendar_version()}")
    return Due(_end_of(reported_on + timedelta(days=deadline.value)), clause)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, CHINA).astimezone(UTC)
