"""The calendar of the whole installation: days that the official calendar (国务院办公厅放假安排) or an emergency makes other than printed.

The law it keeps: a day is changed by a document, and changed back by another; what was counted before a change keeps the calendar it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce

from domain.days import DayKind
from domain.errors import Invalid
from domain.required import require_document
from domain.schema import Event, Events, event


class DayOfAnotherYear(Invalid):
    """A year's table holds days of that year. Facts: on, year."""

    code = "calendar.day_of_another_year"


@event("calendar.day_set")
class DaySet:
    """Stored format: change only with an upcast and a golden file. kind None: the printed calendar holds again."""

    on: date
    kind: DayKind | None
    document: str


@dataclass(frozen=True, slots=True)
class State:
    days: Mapping[date, DayKind] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, DaySet):
        raise TypeError(f"not an event of the calendar: {type(event).__name__}")
    days = dict(state.days) if state else {}
    days.pop(event.on, None)
    return State(days if event.kind is None else days | {event.on: event.kind})


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def set_day(state: State | None, on: date, kind: DayKind | None, *, document: str) -> Events:
    """Raises DocumentMissing: nobody moves a holiday on his own word."""
    require_document(document)
    if (state.days.get(on) if state else None) == kind:
        return ()
    return (DaySet(on=on, kind=kind, document=document),)


def set_year(state: State | None, year: int, days: Mapping[date, DayKind], *, document: str) -> Events:
    """The table of a year as one document gives it: a day set before that the table does not name is as printed again.

    Raises DocumentMissing, DayOfAnotherYear.
    """
    require_document(document)
    for on in days:
        if on.year != year:
            raise DayOfAnotherYear(on=on, year=year)
    before = {on: kind for on, kind in (state.days if state else {}).items() if on.year == year}
    wanted: dict[date, DayKind | None] = {**dict.fromkeys(before), **days}
    return tuple(DaySet(on=on, kind=kind, document=document) for on, kind in sorted(wanted.items()) if before.get(on) != kind)
