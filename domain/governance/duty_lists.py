"""The two lists (两项清单) of a district: what its communities do by law, and what they help the government with by law.

The law it keeps: every entry names its legal basis; lists are published whole, as numbered editions with a document; an old edition stays
readable for the time it held. What stands in neither list enters a community by admission alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid, Refused
from domain.ids import DutyListsId
from domain.required import require_document
from domain.schema import Event, Events, event


class DutyList(StrEnum):
    """履行 / 协助."""

    STATUTORY = "statutory"
    ASSISTANCE = "assistance"


@dataclass(frozen=True, slots=True)
class Entry:
    """key: short and stable from edition to edition. basis: the law and article."""

    key: str
    duty_list: DutyList
    title: str
    basis: str


# Stored formats: change only with an upcast and a golden file.


@event("duty_lists.published")
class Published:
    """edition: 1, 2, 3… on: the first day it holds."""

    lists: DutyListsId
    edition: int
    on: date
    document: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    number: int
    on: date
    document: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class State:
    """editions: in the order published, their days never going back."""

    lists: DutyListsId
    editions: tuple[Edition, ...] = ()


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, Published):
        raise TypeError(f"not an event of the two lists: {event!r}")
    before = state.editions if state else ()
    return State(event.lists, (*before, Edition(event.edition, event.on, event.document, event.entries)))


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def in_force(state: State | None, on: date) -> Edition | None:
    return next((one for one in reversed(state.editions) if one.on <= on), None) if state else None


def entry_of(state: State | None, key: str, on: date) -> Entry | None:
    """The entry under that key in the edition of that day."""
    edition = in_force(state, on)
    return next((one for one in edition.entries if one.key == key), None) if edition else None


class ListsEmpty(Invalid):
    code = "duty_lists.empty"


class EntryWithoutBasis(Invalid):
    """A duty or a help without law behind it belongs in neither list. Facts: key, clause."""

    code = "duty_lists.entry_without_basis"


class EntryTwice(Invalid):
    """Facts: key."""

    code = "duty_lists.entry_twice"


class EditionBeforePresent(Refused):
    """Facts: on, present_since."""

    code = "duty_lists.edition_before_present"


def publish(state: State | None, *, lists: DutyListsId, entries: tuple[Entry, ...], on: date, document: str, clause: str) -> Events:
    """A new edition of both lists, whole. The same again publishes nothing."""
    last = state.editions[-1] if state else None
    if last and (last.entries, last.on, last.document) == (entries, on, document):
        return ()
    require_document(document)
    _require_sound(entries, clause)
    if last and on < last.on:
        raise EditionBeforePresent(on=on, present_since=last.on)
    return (Published(lists=lists, edition=last.number + 1 if last else 1, on=on, document=document, entries=entries),)


def _require_sound(entries: tuple[Entry, ...], clause: str) -> None:
    if not entries:
        raise ListsEmpty()
    seen: set[str] = set()
    for entry in entries:
        if entry.key in seen:
            raise EntryTwice(key=entry.key)
        if not (entry.basis.strip() and entry.title.strip() and entry.key.strip()):
            raise EntryWithoutBasis(key=entry.key, value=0, limit=1, clause=clause)
        seen.add(entry.key)
