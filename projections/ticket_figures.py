"""What the ticket board adds up to: who waits in the hall, at which level matters are settled, how long they took.

`at`: a date (its last instant in China), an instant, or None for now. Days are since <= day < until, in China.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import psycopg

from projections.moments import AsOf, moment, start_of_day
from projections.statements import Row, rows
from projections.ticket_board import VIEW

_NAME = VIEW.name
_EVERYTHING = 2**31 - 1


def intake(
    conn: psycopg.Connection,
    community: str,
    *,
    responsible: str | None = None,
    category: str | None = None,
    grids: Collection[str] | None = None,
    at: AsOf = None,
    limit: int = _EVERYTHING,
) -> list[Row]:
    """Reported and not accepted yet, whatever the channel and the matter, the longest waiting first."""
    narrowed = {"responsible": responsible, "category": category, "grids": None if grids is None else list(grids)}
    return rows(conn, _NAME, "intake", community=community, **narrowed, at=moment(at), limit=limit)


def closed_levels(conn: psycopg.Connection, community: str, since: date, until: date, at: AsOf = None) -> list[Row]:
    """Of tickets closed on those days: how many of each scope at each level."""
    return rows(conn, _NAME, "closed_levels", community=community, **_span(since, until), at=moment(at))


def closed_times(conn: psycopg.Connection, community: str, since: date, until: date, at: AsOf = None) -> list[Row]:
    """Each ticket closed on those days: category, when it was reported and closed, and the deadline as it was moved last."""
    return rows(conn, _NAME, "closed_times", community=community, **_span(since, until), at=moment(at))


def by_grid(
    conn: psycopg.Connection,
    communities: Collection[str],
    since: date,
    until: date,
    *,
    grids: Collection[str] | None = None,
    at: AsOf = None,
) -> list[Row]:
    """grid (None: in none), reported and closed on those days, open and overdue as of `at`; parts are counted with their whole."""
    narrowed = {"communities": list(communities), "grids": None if grids is None else list(grids)}
    return rows(conn, _NAME, "by_grid", **narrowed, **_span(since, until), at=moment(at))


def _span(since: date, until: date) -> dict[str, object]:
    return {"since": start_of_day(since), "until": start_of_day(until)}
