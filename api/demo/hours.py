"""When people work: office hours on China's working days, holidays and shifted days counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from api.china_days import printed
from api.context import CHINA

MORNING, AFTERNOON = (8 * 60 + 30, 11 * 60 + 30), (14 * 60, 17 * 60 + 30)
"""Minutes of the day."""


def day_of(at: datetime) -> date:
    """The day in China."""
    return at.astimezone(CHINA).date()


def instant(day: date, minute: int) -> datetime:
    """minute: of the day in China."""
    return (datetime.combine(day, time.min, CHINA) + timedelta(minutes=minute)).astimezone(UTC)


def working_day(day: date) -> date:
    """This day, or the next one on which the office is open."""
    while not printed().is_working_day(day):
        day += timedelta(days=1)
    return day


def working_day_before(day: date) -> date:
    """This day, or the last one before it on which the office was open."""
    while not printed().is_working_day(day):
        day -= timedelta(days=1)
    return day


def office_time(rng: Random, day: date) -> datetime:
    low, high = rng.choice((MORNING, AFTERNOON))
    return instant(working_day(day), rng.randint(low, high))


def later(rng: Random, at: datetime, low: int, high: int) -> datetime:
    """An office time low … high calendar days after `at`, and always after it."""
    found = office_time(rng, day_of(at) + timedelta(days=rng.randint(low, high)))
    return found if found > at else office_time(rng, day_of(at) + timedelta(days=1))
