"""What the ticket board adds up to: who waits in the hall, at which level matters are settled, how long they took.

`at`: a date (its last instant in China), an instant, or None for now. Days are since <= day < until, in China.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import psycopg

from projections.moments import CHINA, AsOf, moment, start_of_day, whole_months
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


def closed_levels(
    conn: psycopg.Connection, communities: Collection[str], since: date, until: date, at: AsOf = None, *, by: str = "community"
) -> list[Row]:
    """Of tickets closed on those days: how many of each scope at each level. by: as below."""
    return rows(conn, _NAME, "closed_levels", **_stood_closed(communities, since, until, at), by=by)


def closed_times(conn: psycopg.Connection, communities: Collection[str], since: date, until: date, at: AsOf = None) -> list[Row]:
    """Each ticket closed on those days: category, grid, when it was reported and closed, seconds between, the deadline as moved last."""
    return rows(conn, _NAME, "closed_times", **_stood_closed(communities, since, until, at))


def placed_times(conn: psycopg.Connection, communities: Collection[str], since: date, until: date, at: AsOf = None) -> list[Row]:
    """The same with building, else lon and lat, of where they were reported."""
    return rows(conn, _NAME, "placed_times", **_stood_closed(communities, since, until, at))


def closed_medians(conn: psycopg.Connection, communities: Collection[str], since: date, until: date, at: AsOf = None) -> list[Row]:
    """Of each community and category closed, in_time, and the seconds that the median, the fastest and the slowest took."""
    return rows(conn, _NAME, "closed_medians", **_stood_closed(communities, since, until, at))


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


def _stood_closed(communities: Collection[str], since: date, until: date, at: AsOf) -> dict[str, object]:
    return {"communities": list(communities), "at": moment(at)} | _span(since, until)


def _span(since: date, until: date) -> dict[str, object]:
    return {"since": start_of_day(since), "until": start_of_day(until)}


def _months(since: date, until: date, at: datetime, by: str) -> dict[str, object]:
    """The sums of months know communities alone, neither grid nor place."""
    known = whole_months(since, until) if by == "community" else whole_months(until, until)
    return _span(since, until) | known | {"at": at, "at_month": start_of_day(at.astimezone(CHINA).date().replace(day=1))}
