"""SQL of the read models: one statement a file, `sql/<view>/<name>.sql`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row

from domain.sql_files import statement_in

Row = dict[str, Any]
Communities = str | Collection[str]
"""One community, or all whose registers one keeps (projections.lineage.holding)."""


def statement(view: str, name: str) -> str:
    return statement_in("projections", name, folder=f"sql/{view}")


def among(communities: Communities | None) -> list[str] | None:
    """As the statements take them; None: no limit."""
    return [communities] if isinstance(communities, str) else communities if communities is None else list(communities)


def rows(conn: psycopg.Connection, view: str, name: str, /, **given: Any) -> list[Row]:
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement(view, name), given).fetchall()


def row(conn: psycopg.Connection, view: str, name: str, /, **given: Any) -> Row | None:
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement(view, name), given).fetchone()


def put(conn: psycopg.Connection, view: str, name: str, /, tuples: Iterable[Sequence[Any]]) -> None:
    """Write many rows in one statement that unnests one array a column; nothing to write: no round trip.

    The statements take their arrays in binary (%b): as text, each element would be escaped in Python, six times slower.
    """
    columns = [list(column) for column in zip(*tuples, strict=True)]
    if columns:
        conn.execute(statement(view, name), columns)
