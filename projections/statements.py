"""SQL of the read models: one statement a file, `sql/<view>/<name>.sql`; a part that several share is a file of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]
Communities = str | Collection[str]
"""One community, or all whose registers one keeps (projections.lineage.holding)."""


HERE = re.compile(r"^ *-- here: (\w+)\.sql(,?)$", re.MULTILINE)
"""Such a line stands for that file of the same folder."""


@cache
def statement_in(package: str, *folder: str, name: str) -> str:
    text = resources.files(package).joinpath(*folder, f"{name}.sql").read_text("utf-8")
    return HERE.sub(lambda part: statement_in(package, *folder, name=part[1]).rstrip() + part[2], text)


def statement(view: str, name: str) -> str:
    return statement_in("projections", "sql", view, name=name)


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
