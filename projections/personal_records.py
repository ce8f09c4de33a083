"""Which sealed keys speak of whom, and what was asked to be done to whose personal data.

A person's key speaks of the households it was told in; what is sealed under a stream's own key (a ticket, a certificate) speaks of all
whom that stream names.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import psycopg

from domain import codec, personal_record
from domain.values import Sealed
from projections.records import stamp
from projections.sheets import Sheet
from projections.statements import Row, put, rows, statement

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "personal_records"
ABOUT = ("hh-", "psn-")
OWN_KEY = ("tkt-", "vis-", "cor-", "ned-", "obs-", "cer-", "cas-", "cpy-", "cll-")
"""Streams about one matter of one household: what is sealed under the stream's own key goes with it. A community's streams are not."""


def _measure(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    at = stamp(one.meta.effective_at)
    if isinstance(told, personal_record.Proposed):
        asked = {name: getattr(told, name) for name in ("community", "subject", "ground", "document", "proposed_by")}
        undecided = {"proposed_at": at, "outcome": None, "decided_by": None, "decided_at": None, "clause": None, "keys": 0}
        return {"measure_id": key, "measure": told.measure.value} | asked | undecided | {"position": one.position}
    if isinstance(told, personal_record.Rejected):
        assert before is not None
        return before | {"outcome": "rejected", "decided_by": told.rejected_by, "decided_at": at, "position": one.position}
    state = personal_record.evolve(None, told)
    known = {name: getattr(told, name) for name in ("community", "subject", "ground", "document", "proposed_by", "clause")}
    count = len(told.keys if isinstance(told, personal_record.Erased) else told.subjects)
    decided = {"outcome": "confirmed", "decided_by": told.confirmed_by, "decided_at": at, "keys": count, "position": one.position}
    return (before or {"measure_id": key, "measure": state.measure.value, "proposed_at": None}) | known | decided


_MEASURES = Sheet(
    "personal_records_measure",
    "measure_id",
    (
        personal_record.Proposed,
        personal_record.Erased,
        personal_record.Restricted,
        personal_record.RestrictionLifted,
        personal_record.Rejected,
    ),
    _measure,
)


class PersonalRecords:
    name = NAME
    version = 1
    tables = ("personal_records_measure", "personal_records_link")

    def create(self, conn: psycopg.Connection) -> None:
        conn.execute(statement(NAME, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        _MEASURES.apply(conn, batch)
        links = {link for one in batch if _may_link(type(one.body)) for link in _links(one)}
        put(conn, NAME, "put_links", sorted(links))


VIEW = PersonalRecords()


@cache
def _may_link(event: type) -> bool:
    return dataclasses.is_dataclass(event) and not issubclass(event, personal_record.Carried)


def _links(one: Recorded) -> Iterator[tuple[str, str]]:
    """(key's subject, household or person it speaks of). A person's key speaks of the household, a household's of nobody else."""
    about = {each for each in (*_named(one.body), one.stream) if each.startswith(ABOUT)}
    subjects = {box.subject for box in _boxes(one.body)} | {one.stream}
    for subject in subjects:
        if subject.startswith("psn-"):
            yield from ((subject, each) for each in about if each.startswith("hh-"))
        elif subject.startswith(OWN_KEY):
            yield from ((subject, each) for each in about)


def _named(value: Any) -> Iterator[str]:
    """Ids of households and persons that an event holds, sealed blocks left out."""
    if isinstance(value, str):
        if value.startswith(ABOUT):
            yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _named(each)
    elif dataclasses.is_dataclass(value) and not isinstance(value, Sealed):
        for name in codec.hints(type(value)):
            yield from _named(getattr(value, name))


def _boxes(value: Any) -> Iterator[Sealed]:
    if isinstance(value, Sealed):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _boxes(each)
    elif dataclasses.is_dataclass(value):
        for name in codec.hints(type(value)):
            yield from _boxes(getattr(value, name))


def keys_about(conn: psycopg.Connection, subjects: Sequence[str]) -> list[tuple[str, str]]:
    """(key's subject, household or person), for those households and persons."""
    return [(one["subject"], one["about"]) for one in rows(conn, NAME, "keys_about", about=list(subjects))]


def about(conn: psycopg.Connection, subject: str) -> list[str]:
    """Households and persons that what is sealed under a key speaks of."""
    return [one["about"] for one in rows(conn, NAME, "about", subject=subject)]


def measures(conn: psycopg.Connection, community: str | None, subject: str | None = None) -> list[Row]:
    """Newest first: proposed, decided on by whom, with ground, clause and document, how many keys; of a community or a subject."""
    return rows(conn, NAME, "measures", community=community, subject=subject)
