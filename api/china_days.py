"""What a day is in China: the printed calendar (library `holidays`, 调休 counted) with the days an administrator set by document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import holidays

from api.context import Ctx
from domain import china_calendar
from domain.days import DayKind
from domain.ids import CALENDAR

SATURDAY = 5


@cache
def printed() -> holidays.HolidayBase:
    """As the library has it, holidays and shifted working days."""
    return holidays.country_holidays("CN")


@cache
def _named(language: str) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", language=language)


def name_of(on: date, language: str) -> str:
    """What a printed holiday is called; nothing on other days. language: zh_CN or en_US."""
    return str(_named(language).get(on) or "")


def is_announced(year: int) -> bool:
    """The State Council's notice of that year is in the printed calendar: it alone makes weekends worked."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range(366))
    return any(on.weekday() >= SATURDAY and on not in printed() and printed().is_working_day(on) for on in days if on.year == year)


@dataclass(frozen=True)
class Calendar:
    """version: of the library, and how many changes by document stand after it: an event that was decided by it says so."""

    version: str
    changed: Mapping[date, DayKind]

    def kind_of(self, on: date) -> DayKind:
        return self.changed[on] if on in self.changed else printed_kind(on)

    def is_working(self, on: date) -> bool:
        return self.kind_of(on) is DayKind.WORKING


def printed_kind(on: date) -> DayKind:
    if on in printed():
        return DayKind.HOLIDAY
    return DayKind.WORKING if printed().is_working_day(on) else DayKind.REST


def calendar_of(ctx: Ctx, known_at: datetime | None = None) -> Calendar:
    """known_at: what had been set by document until then; None: by now."""
    recorded = [each for each in ctx.journal.read(CALENDAR) if known_at is None or each.recorded_at <= known_at]
    state = china_calendar.fold(each.body for each in recorded)
    return Calendar(f"holidays {holidays.__version__}+{len(recorded)}", state.days if state else {})
