"""The calendar of the whole installation: days that the official calendar (国务院办公厅放假安排) or an emergency makes other than printed.

The law it keeps: a day is changed by a document, and changed back by another; what was counted before a change keeps the calendar it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce

from domain.days import DayKind
from domain.required import require_document
from domain.schema import Event, Events, event


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
