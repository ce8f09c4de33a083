"""When a ticket is due: the profile's hours, days or working days, by the calendar as it stands (调休, days set by document)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from api.china_days import Calendar
from api.context import CHINA
from domain.policy import Deadline, PolicyProfile
from domain.ticket import Due
from domain.work_time import LONGEST_DAYS, Timekeeping


def office_hours(profile: PolicyProfile) -> tuple[tuple[time, time], ...]:
    """Of a working day, ascending: "08:30-11:30、14:00-17:30"."""
    spans = (span.split("-") for span in str(profile.rule("ticket.office_hours").value).split("、"))
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)


def keeping(profile: PolicyProfile, clock: str, days: Calendar) -> Timekeeping:
    return Timekeeping(clock, days.is_working, office_hours(profile), days.version)


def due(deadline: Deadline, reported_at: datetime, profile: PolicyProfile, days: Calendar) -> Due:
    """Hours run on, working hours in office hours alone; days and working days end with the day, in China.

    The clause names the calendar where it was asked.
    """
    keep = keeping(profile, deadline.clock, days)
    clause = "；".join(filter(None, (deadline.source.clause, keep.asked)))
    if deadline.clock in ("hours", "working_hours"):
        return Due(keep.after(reported_at, keep.amount(deadline.value)), clause)
    reported_on = reported_at.astimezone(CHINA).date()
    if deadline.clock == "working_days":
        return Due(_end_of(_nth_working_day(reported_on, deadline.value, days)), clause)
    return Due(_end_of(reported_on + timedelta(days=deadline.value)), clause)


def reply_due(owed_since: datetime, profile: PolicyProfile, days: Calendar) -> Due:
    """By when whoever asked is told that it went up (及时向居民反馈)."""
    rule = profile.rule("ticket.interim_reply_days")
    return due(Deadline(profile.number(rule.key), "working_days", rule.source), owed_since, profile, days)


def _nth_working_day(after: date, number: int, days: Calendar) -> date:
    """Not counting the day itself. Raises ValueError when the calendar never works."""
    left = number
    for on in (after + timedelta(days=n) for n in range(1, LONGEST_DAYS)):
        left -= days.is_working(on)
        if not left:
            return on
    raise ValueError(f"the calendar has no {number} working days in {LONGEST_DAYS} days")


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, CHINA).astimezone(UTC)
