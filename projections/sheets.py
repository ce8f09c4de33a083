"""Read models whose rows each follow from one stream, or from one entry of it: told once, changed in place.

A sheet is one table; `row` makes the next row out of an event and the row before (None: the first). Where an event tells of several
rows, `keys` names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from domain.schema import Event
from projections.records import Records
from projections.statements import Row, statement

if TYPE_CHECKING:
    from domain.journal import Recorded

MakeRow = Callable[["Recorded", str, Row | None], Row | None]
"""(event, key, row before) -> row; None: the event leaves the row as it was."""


def of_stream(recorded: Recorded) -> Iterable[str]:
    return (recorded.stream,)


@dataclass(frozen=True)
class Sheet:
    table: str
    key: str
    events: tuple[type, ...]
    row: MakeRow
    keys: Callable[[Recorded], Iterable[str]] = of_stream

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        told = [(one, tuple(self.keys(one))) for one in batch if isinstance(one.body, self.events)]
        if not told:
            return
        records = Records(conn, self.table, self.key, (key for _, keys in told for key in keys))
        for one, keys in told:
            for key in keys:
                row = self.row(one, key, records.rows.get(key))
                if row is not None:
                    records.add(row)
        records.save()


@dataclass(frozen=True)
class Sheets:
    """A view made of sheets; its tables stand in sql/<name>/tables.sql."""

    name: str
    version: int
    sheets: tuple[Sheet, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(sheet.table for sheet in self.sheets)

    @property
    def events(self) -> frozenset[type[Event]]:
        return frozenset(event for sheet in self.sheets for event in sheet.events)

    def create(self, conn: psycopg.Connection) -> None:
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        for sheet in self.sheets:
            sheet.apply(conn, batch)
