"""Rows of one table held as JSON objects while a batch is applied: those it touches are read once, changed in memory, written back once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from projections.statements import Row, statement


class Records:
    """`rows` maps a key to its row; `save` writes every row added or marked by `touch`, and removes those taken out with `forget`."""

    def __init__(self, conn: psycopg.Connection, table: str, key: str, keys: Iterable[str]) -> None:
        self._conn, self._table, self._key = conn, table, key
        self._changed: set[str] = set()
        wanted = sorted(set(keys))
        found = conn.execute(self._text("load"), (wanted,)).fetchall() if wanted else []
        self.rows: dict[str, Row] = {row[key]: row for (row,) in found}

    def add(self, row: Row) -> None:
        self.rows[row[self._key]] = row
        self._changed.add(row[self._key])

    def touch(self, key: str, **changes: Any) -> Row:
        """Raises KeyError for a row that is neither in the table nor added: the journal lacks its beginning."""
        row = self.rows[key]
        row.update(changes)
        self._changed.add(key)
        return row

    def forget(self, key: str) -> None:
        del self.rows[key]
        self._changed.add(key)

    def save(self) -> None:
        if not self._changed:
            return
        self._conn.execute(self._text("delete"), (sorted(self._changed),))
        kept = [self.rows[key] for key in sorted(self._changed) if key in self.rows]
        if kept:
            self._conn.execute(self._text("insert", columns=kept[0]), (Jsonb(kept),))

    def _text(self, name: str, columns: Iterable[str] = ()) -> sql.Composed:
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        return sql.SQL(statement("records", name)).format(table=sql.Identifier(self._table), key=sql.Identifier(self._key), columns=listed)


def stamp(at: datetime) -> str:
    """An instant as JSON carries it, in UTC, so that texts of one source compare as the instants do."""
    return at.astimezone(UTC).isoformat()
