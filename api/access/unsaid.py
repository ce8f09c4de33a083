"""Accounts against the log of the door: who changes one past the product leaves no row, and a row put in later is one more to answer for.

Held are that an account is there, its role, and whether it is open. Its password, scope and second factor are not told by the log.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import psycopg

from api.access.statements import sql


class Unsaid(NamedTuple):
    """code: of a text."""

    account: str
    code: str


def unsaid(connection: psycopg.Connection[Any]) -> list[Unsaid]:
    """connection: of the service's role."""
    return [Unsaid(*row) for row in connection.execute(sql("unsaid")).fetchall()]


def count(connection: psycopg.Connection[Any]) -> int:
    (found,) = connection.execute(sql("account_count")).fetchone() or (0,)
    return int(found)
