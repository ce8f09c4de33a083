"""Time as a deadline counts it: hours, days, working days or working hours.

The calendar is evidence: `is_working` says of a day in China whether it is worked (holidays and 调休 counted). What passes outside the
counted time does not use a deadline up, and a deadline never falls into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
IsWorking = Callable[[date], bool]
Stretch = tuple[datetime, datetime]
LONGEST_DAYS = 3660
"""A calendar that never works again would count for ever."""


@dataclass(frozen=True, slots=True)
class Timekeeping:
    """clock: "hours" and "days" run on, "working_days" run on working days from midnight to midnight, "working_hours" in `office` alone.

    office: the hours of a working day in China, ascending. calendar: the name of the one that `is_working` reads.
    """

    clock: str
    is_working: IsWorking
    office: tuple[tuple[time, time], ...] = ()
    calendar: str = ""

    @property
    def asked(self) -> str:
        """The calendar, where this clock asks it: what is decided by it says so."""
        return "" if self._runs_on else self.calendar

    def used(self, start: datetime, end: datetime) -> timedelta:
        """Counted time from start to end; nothing where end comes first."""
        if end <= start:
            return timedelta()
        if self._runs_on:
            return end - start
        counted = takewhile(lambda stretch: stretch[0] < end, self._counted(start))
        return sum((max(timedelta(), min(b, end) - max(a, start)) for a, b in counted), timedelta())

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The first instant at which `amount` of counted time has passed since start. Raises ValueError when the calendar never works."""
        if self._runs_on or amount <= timedelta():
            return start + max(amount, timedelta())
        left = amount
        for a, b in self._counted(start):
            if b <= start:
                continue
            begins = max(a, start)
            if left <= b - begins:
                return begins + left
            left -= b - begins
        raise ValueError(f"the calendar has no working time in {LONGEST_DAYS} days")

    def amount(self, number: int) -> timedelta:
        """So many hours or days of this clock."""
        return timedelta(hours=number) if self.clock in ("hours", "working_hours") else timedelta(days=number)

    @property
    def _runs_on(self) -> bool:
        return self.clock in ("hours", "days")

    def _counted(self, since: datetime) -> Iterator[Stretch]:
        first = since.astimezone(CHINA).date()
        for day in (first + timedelta(days=n) for n in range(LONGEST_DAYS)):
            if self.is_working(day):
                yield from self._of_day(day)

    def _of_day(self, day: date) -> Iterator[Stretch]:
        if self.clock == "working_hours":
            yield from ((_at(day, opens), _at(day, closes)) for opens, closes in self.office)
        else:
            yield _at(day, time.min), _at(day + timedelta(days=1), time.min)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, CHINA).astimezone(UTC)


def is_outside(office: tuple[tuple[time, time], ...], is_working: IsWorking, at: datetime) -> bool:
    """Whether an instant lies outside office hours: on a rest day, before, between or after them."""
    local = at.astimezone(CHINA)
    return not is_working(local.date()) or not any(opens <= local.time() < closes for opens, closes in office)
