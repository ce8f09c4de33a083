"""What the ticket board adds up to: who waits in the hall, at which level matters are settled, how long they took.

`at`: a date (its last instant in China), an instant, or None for now. Days are since <= day < until, in China.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

import psycopg

from projections.moments import CHINA, AsOf, moment, start_of_day
from projections.statements import Row, rows
from projections.ticket_board import VIEW

_NAME = VIEW.name
_EVERYTHING = 2**31 - 1
DAY, MONTH = timedelta(days=1), timedelta(days=31)


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


def counted(
    conn: psycopg.Connection,
    communities: Collection[str],
    since: date,
    until: date,
    at: datetime,
    *,
    by: str = "grid",
    grids: Collection[str] | None = None,
) -> list[Row]:
    """reported and closed on those days, open and overdue as of `at`; parts are counted with their whole.

    by: "grid" (None: in none), "community", or "place": building, else lon and lat, of where they were reported.
    """
    return rows(conn, _NAME, "counted", **_narrowed(communities, grids, by), **_months(since, until, at, by))


def rates(
    conn: psycopg.Connection,
    communities: Collection[str],
    since: date,
    until: date,
    at: datetime,
    *,
    by: str = "grid",
    grids: Collection[str] | None = None,
) -> list[Row]:
    """What the rates are made of: of the matters reported on those days filed, handled, closed; of those due on them due, in_time,
    extended; of the closings on them closings, undone (opened again by `at`), asked (told how content), content (4 or 5). by: as above.
    """
    return rows(conn, _NAME, "rates", **_narrowed(communities, grids, by), **_months(since, until, at, by))


def _narrowed(communities: Collection[str], grids: Collection[str] | None, by: str) -> dict[str, object]:
    return {"communities": list(communities), "grids": None if grids is None else list(grids), "by": by}


def _span(since: date, until: date) -> dict[str, object]:
    return {"since": start_of_day(since), "until": start_of_day(until)}


def _months(since: date, until: date, at: datetime, by: str) -> dict[str, object]:
    """Which whole months are read as their sums: those know communities alone, neither grid nor place."""
    first, last = ((since - DAY).replace(day=1) + MONTH).replace(day=1), until.replace(day=1)
    if by != "community" or last < first:
        first = last = until
    whole = {"whole_from": start_of_day(first), "whole_until": start_of_day(last)}
    return _span(since, until) | whole | {"at": at, "at_month": start_of_day(at.astimezone(CHINA).date().replace(day=1))}
