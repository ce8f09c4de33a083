"""Affairs of tickets: whatever was begun on one and has an end of its own, so that nothing begun is forgotten.

`at`: a date (its last instant in China), an instant, or None for now.
"""

from __future__ import annotations

from collections.abc import Collection

import psycopg

from projections.affair_rows import KINDS as KINDS
from projections.affair_rows import TicketAffairs
from projections.moments import AsOf, moment
from projections.statements import Communities, Row, among, rows

VIEW = TicketAffairs()
_EVERYTHING = 2**31 - 1


def affairs(
    conn: psycopg.Connection,
    community: Communities | None = None,
    *,
    ticket: str | None = None,
    kind: str | None = None,
    running: bool | None = None,
    grids: Collection[str] | None = None,
    at: AsOf = None,
    limit: int = _EVERYTHING,
) -> list[Row]:
    """As they stood then, the longest standing first. kind: one of KINDS. running: not settled. Amounts are those of now, in fen."""
    narrowed = {"grids": None if grids is None else list(grids), "running": running, "limit": limit}
    return rows(conn, VIEW.name, "affairs", communities=among(community), ticket=ticket, kind=kind, at=moment(at), **narrowed)
