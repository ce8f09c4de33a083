"""Read models of some events alone: made in temporary tables, read by the same statements as the live ones, gone with the connection.

So a question is answered from what was known at a moment: of the tables that stand now nothing can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from domain.envelope import Unreadable
from projections.runner import BATCH, named

if TYPE_CHECKING:
    from domain.journal import Recorded

LIVE, THERE = "views.", "pg_temp."
ANALYZED = 2000
"""Rows are few below so many events, whatever the planner thinks of them."""


class _Cursor(psycopg.Cursor[Any]):
    """Statements name the live tables; here they mean those of this session."""

    def execute(self, query: Any, params: Any = None, **how: Any) -> _Cursor:
        text = query.as_string(self.connection) if isinstance(query, sql.Composable) else query
        return super().execute(text.replace('"views".', THERE).replace(LIVE, THERE), params, **how)


@contextmanager
def replayed(dsn_project: str, views: Sequence[str], events: Sequence[Recorded]) -> Iterator[psycopg.Connection]:
    """A connection on which the named read models hold what these events, in the order of the journal, say. Raises ViewUnknown."""
    with psycopg.connect(dsn_project, cursor_factory=_Cursor) as connection:
        connection.execute("select set_config('search_path', 'pg_temp, public', true), set_config('timezone', 'UTC', true)")
        told = [one for one in events if not isinstance(one.body, Unreadable)]
        for view in map(named, views):
            view.create(connection)
            for start in range(0, len(told), BATCH):
                view.apply(connection, told[start : start + BATCH])
            if len(told) > ANALYZED:
                tables = sql.SQL(", ").join(map(sql.Identifier, view.tables))
                connection.execute(sql.SQL("analyze {}").format(tables))
        yield connection
        connection.rollback()
