"""Read models of some events alone: made in temporary tables, read by the same statements as the live ones, gone with the connection.

So a question is answered from what was known at a moment: of the tables that stand now nothing can be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from domain.envelope import Unreadable
from projections.runner import named

if TYPE_CHECKING:
    from domain.journal import Recorded

THERE = "pg_temp."
AT_ONCE = 20_000
"""Nobody waits for the tables meanwhile: the fewer statements, the sooner they stand."""
ANALYZED = 2000
"""Rows are few below so many events, whatever the planner thinks of them."""


def _turning(tables: str) -> type[psycopg.Cursor[Any]]:
    """Statements name the live tables; here those whose names begin so mean the tables of this session."""
    named_live = re.compile(rf'(?:\bviews|"views")\.(?="?(?:{tables}))')

    class Cursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **how: Any) -> Cursor:
            text = query.as_string(self.connection) if isinstance(query, sql.Composable) else query
            return super().execute(named_live.sub(THERE, text), params, **how)

    return Cursor


@contextmanager
def replayed(
    dsn_project: str, views: Sequence[str], events: Sequence[Recorded], *, beside_live: bool = False
) -> Iterator[psycopg.Connection]:
    """A connection on which the named read models hold what these events, in the order of the journal, say.

    beside_live: the other read models are the live ones; else there are no others. Raises ViewUnknown.
    """
    own = "|".join(f"{view}_" for view in views) or "(?!)"
    with psycopg.connect(dsn_project, cursor_factory=_turning(own if beside_live else "")) as connection:
        connection.execute("select set_config('search_path', 'pg_temp, public', true), set_config('timezone', 'UTC', true)")
        told = [one for one in events if not isinstance(one.body, Unreadable)]
        for view in map(named, views):
            view.create(connection)
            for start in range(0, len(told), AT_ONCE):
                view.apply(connection, told[start : start + AT_ONCE])
            if len(told) > ANALYZED:
                tables = sql.SQL(", ").join(map(sql.Identifier, view.tables))
                connection.execute(sql.SQL("analyze {}").format(tables))
        yield connection
        connection.rollback()
