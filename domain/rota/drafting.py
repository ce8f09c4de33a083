"""Draws a month of duty: every turn to whoever has had the fewest of its kind. Pure, so that anybody can draw it again.

Nobody is drawn on leave or twice at one hour; a person's turns fall on different days while there are enough people. The telephone
(hotline) goes along with any other turn. Where nobody is free a gap is left, for people to see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from domain.cover import Roster
from domain.days import DayKind, KindOf
from domain.ids import WardenId
from domain.rota.events import Gap, Shift

CHINA = ZoneInfo("Asia/Shanghai")
HOTLINE = "hotline"
Turns = Mapping[tuple[WardenId, str], int]
"""How many turns of a kind each has had before."""


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of duty that comes round. spans: hours in China, one turn each. persons: how many at a time."""

    kind: str
    days: frozenset[DayKind]
    spans: tuple[tuple[time, time], ...]
    persons: int = 1


@dataclass(frozen=True, slots=True)
class Draft:
    shifts: tuple[Shift, ...]
    gaps: tuple[Gap, ...]


@dataclass(slots=True)
class _Ledger:
    """What the drawing has given so far."""

    turns: Counter[tuple[WardenId, str]]
    days: Counter[tuple[WardenId, date]] = field(default_factory=Counter)
    last: dict[WardenId, date] = field(default_factory=dict)
    shifts: list[Shift] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def days_of(month: str) -> tuple[date, ...]:
    """Every day of "2026-12". Raises ValueError."""
    first = date.fromisoformat(f"{month}-01")
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return tuple(first + timedelta(days=n) for n in range((after - first).days))


def draw(month: str, kind_of: KindOf, templates: Sequence[Template], roster: Roster, turns: Turns, since: date | None = None) -> Draft:
    ledger = _Ledger(Counter(turns))
    people = sorted(roster.wardens)
    for empty in _wanted(month, kind_of, templates, since):
        free = [warden for warden in people if is_free(roster, ledger.shifts, empty, warden)]
        if not free:
            ledger.gaps.append(Gap(empty.shift, empty.kind, empty.on))
            continue
        _give(ledger, empty, min(free, key=partial(_claim, ledger, empty)))
    return Draft(tuple(ledger.shifts), tuple(ledger.gaps))


def span_of(on: date, opens: time, closes: time) -> tuple[datetime, datetime]:
    starts, ends = (datetime.combine(on, hour, CHINA).astimezone(UTC) for hour in (opens, closes))
    return starts, ends


def is_free(roster: Roster, shifts: Iterable[Shift], wanted: Shift, warden: WardenId) -> bool:
    """Enrolled throughout, not on leave, on no other turn at that hour; the telephone goes along with any."""
    known = roster.wardens.get(warden)
    if known is None or not any(one.holds(wanted.starts_at) and one.holds(wanted.ends_at) for one in known.served):
        return False
    if any(leave.warden == warden and leave.period.meets(wanted.starts_at, wanted.ends_at) for leave in roster.leaves.values()):
        return False
    return not any(one.warden == warden and one.shift != wanted.shift and _collide(one, wanted) for one in shifts)


def _collide(one: Shift, other: Shift) -> bool:
    at_once = one.starts_at < other.ends_at and other.starts_at < one.ends_at
    return at_once and (one.kind == other.kind or HOTLINE not in (one.kind, other.kind))


def _wanted(month: str, kind_of: KindOf, templates: Sequence[Template], since: date | None) -> Iterator[Shift]:
    """Every turn of the month with nobody on it yet, by day, kind and hour."""
    for on in (each for each in days_of(month) if since is None or since <= each):
        day = kind_of(on)
        for template in templates:
            if day in template.days:
                yield from empty_shifts(template, on, day)


def empty_shifts(template: Template, on: date, day: DayKind) -> Iterator[Shift]:
    turns = ((opens, closes) for opens, closes in template.spans for _ in range(template.persons))
    for number, (opens, closes) in enumerate(turns, 1):
        starts_at, ends_at = span_of(on, opens, closes)
        yield Shift(f"{on:%Y%m%d}-{template.kind}-{number}", template.kind, on, day, starts_at, ends_at, WardenId(""))


def _claim(ledger: _Ledger, empty: Shift, warden: WardenId) -> tuple[int, int, date, WardenId]:
    """The smallest takes the turn."""
    return (
        ledger.days[warden, empty.on],
        ledger.turns[warden, empty.kind],
        ledger.last.get(warden, date.min),
        warden,
    )


def _give(ledger: _Ledger, empty: Shift, warden: WardenId) -> None:
    ledger.turns[warden, empty.kind] += 1
    ledger.days[warden, empty.on] += 1
    ledger.last[warden] = empty.on
    ledger.shifts.append(Shift(empty.shift, empty.kind, empty.on, empty.day, empty.starts_at, empty.ends_at, warden))
