"""Whether what comes round was done: each week, month, quarter or year of a cadence, and how it stood on a day.

Hours of the day that the documents do not give (end of a morning, end of a working day) are the product's: 12:00 and 18:00 in China.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.policy import Cadence

CHINA = ZoneInfo("Asia/Shanghai")
NOON, CLOSE = time(12), time(18)
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


class Standing(StrEnum):
    """kept; moved: done inside the span, on another day or too late; missed: the span is over; open: it is not over yet."""

    KEPT = "kept"
    MOVED = "moved"
    MISSED = "missed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Window:
    """One span of a cadence, both days included. due: by when, where the cadence names a day. done: how many times."""

    first: date
    last: date
    due: datetime | None
    done: int
    standing: Standing


def windows(cadence: Cadence, done_at: Iterable[datetime], since: date, until: date, now: datetime) -> tuple[Window, ...]:
    """Every span that begins on or after the span of `since` and not after `until`, in order."""
    done = sorted(at.astimezone(CHINA) for at in done_at)
    first, found = _begins(cadence.every, since), []
    while first <= until:
        following = _next(cadence.every, first)
        inside = [at for at in done if first <= at.date() < following]
        found.append(_window(cadence, first, following - timedelta(days=1), inside, now))
        first = following
    return tuple(found)


def _window(cadence: Cadence, first: date, last: date, inside: Sequence[datetime], now: datetime) -> Window:
    due = _due(cadence, first)
    if len(inside) >= cadence.times:
        standing = Standing.KEPT if _in_time(cadence, due, inside) else Standing.MOVED
    else:
        standing = Standing.MISSED if now.astimezone(CHINA).date() > last else Standing.OPEN
    return Window(first, last, due, len(inside), standing)


def _in_time(cadence: Cadence, due: datetime | None, inside: Sequence[datetime]) -> bool:
    """A meeting wants its very day; a report may come earlier."""
    if due is None:
        return True
    if cadence.kind == "meeting":
        return any(at.date() == due.date() for at in inside)
    return any(at <= due for at in inside)


def _due(cadence: Cadence, first: date) -> datetime | None:
    if cadence.weekday is None:
        return None
    hour = NOON if cadence.part == "morning" else CLOSE
    return datetime.combine(first + timedelta(days=cadence.weekday - 1), hour, CHINA)


def _begins(every: str, on: date) -> date:
    if every == "day":
        return on
    if every == "week":
        return on - timedelta(days=on.weekday())
    return date(on.year, (on.month - 1) // MONTHS[every] * MONTHS[every] + 1, 1)


def _next(every: str, first: date) -> date:
    if every in ("day", "week"):
        return first + timedelta(days=1 if every == "day" else 7)
    month = first.month - 1 + MONTHS[every]
    return date(first.year + month // 12, month % 12 + 1, 1)
