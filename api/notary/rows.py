"""The journal's rows as they are stored, nothing revived: what the notary signs and the auditor gets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg

from domain.proof import Stored
from domain.sql_files import statement_in

AT_ONCE = 2000


def statement(name: str) -> str:
    return statement_in("api.notary", name)


def horizon(connection: psycopg.Connection[Any]) -> int:
    """Nothing at or below it can still appear."""
    (reached,) = connection.execute(statement("horizon")).fetchone() or (0,)
    return int(reached)


def stored(connection: psycopg.Connection[Any], after: int, last: int, limit: int | None = None) -> Iterator[Stored]:
    """By position, above `after` up to `last`. Two rows of one position both come, where there are such."""
    left = limit
    while left is None or left > 0:
        wanted = AT_ONCE if left is None else min(AT_ONCE, left)
        cursor = connection.cursor(binary=True)
        found = cursor.execute(statement("rows"), {"after": after, "last": last, "limit": wanted}).fetchall()
        yield from map(Stored._make, found)
        if len(found) < wanted:
            return
        after, left = found[-1][0], None if left is None else left - len(found)
