"""Visit log: which household is next, what was visited when and why. Counts are by place and purpose: wardens are never ranked.

`at`: a date (its last instant in China), an instant, or None for now. What was found comes back sealed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

import psycopg

from projections.moments import AsOf, moment, start_of_day, whole_months
from projections.statements import Communities, Row, among, row, rows
from projections.visit_rows import VisitLog

VIEW = VisitLog()
_NAME = VIEW.name
INSTANT = timedelta(microseconds=1)
TOLD = ("household", "visited_at", "purpose", "contact", "role", "ticket")
"""What somebody says of a visit: where it was, and who was on duty there, follow."""
SEALED = ("was_found", "found", "note", "decided_note")
"""Of a correction: what was found and told before and after, why, and why it was refused."""


def today(conn: psycopg.Connection, grids: Collection[str], on: date, at: AsOf = None, limit: int = 20) -> list[Row]:
    """The day's list: households that live in these grids at `at`, never visited first, then the longest unvisited before that morning.

    It stays the same all day: done_at says when each was visited on the day.
    """
    given = {"grids": list(grids), "at": moment(at), "limit": limit} | _day(on)
    return rows(conn, _NAME, "today", **given)


def visited_on(conn: psycopg.Connection, warden: str, on: date) -> int:
    """Households the warden visited that day, each once."""
    found = row(conn, _NAME, "visited_on", warden=warden, **_day(on)) or {}
    return found["households"]


def visits(
    conn: psycopg.Connection,
    community: Communities,
    *,
    since: date,
    until: date,
    grids: Collection[str] | None = None,
    warden: str | None = None,
    after: str | None = None,
    limit: int = 100,
) -> list[Row]:
    """Visits made from `since` to `until`, both days included, in order of time. after: the last visit of the page before."""
    given = {
        "communities": among(community),
        "grids": None if grids is None else list(grids),
        "warden": warden,
        "after": after,
        "limit": limit,
    }
    return rows(conn, _NAME, "visits", **given | _span(since, until))


def visit(conn: psycopg.Connection, visit: str) -> Row | None:
    return row(conn, _NAME, "visit", visit=visit)


def corrections(
    conn: psycopg.Connection,
    community: Communities | None = None,
    *,
    visit: str | None = None,
    status: str | None = None,
    grids: Collection[str] | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Row]:
    """The latest first: what was put right or waits for it. was, told: the plain fields; the texts come back sealed.

    status: "pending", "made" or "rejected". before: position of the last of the page before.
    """
    given = {"communities": among(community), "visit": visit, "status": status, "before": before, "limit": limit}
    return rows(conn, _NAME, "corrections", grids=None if grids is None else list(grids), **given)


def corrected(row: Row) -> Row:
    """A correction without its sealed blocks; changed: the names of what says something else."""
    changed = [name for name in TOLD if row["was"][name] != row["told"][name]]
    return {name: value for name, value in row.items() if name not in SEALED} | {"changed": changed + ["text"] * row["is_new_text"]}


def recorded_between(conn: psycopg.Connection, community: str, after: int, through: int) -> list[Row]:
    """visit, household and warden of visits at journal positions after < p <= through: who may be drawn for a spot check."""
    return rows(conn, _NAME, "recorded_between", community=community, after=after, through=through)


def statistics(
    conn: psycopg.Connection, community: Communities, since: date, until: date, grids: Collection[str] | None = None
) -> list[Row]:
    """Visits and households by purpose, role and contact, for places and days; no warden is named."""
    given = {"communities": among(community), "grids": None if grids is None else list(grids)}
    return rows(conn, _NAME, "statistics", **given | _span(since, until))


def purposes(conn: psycopg.Connection, communities: Collection[str], since: date, until: date) -> list[Row]:
    """Visits on the days since <= day <= until by community, purpose and contact."""
    given = {"communities": list(communities)} | whole_months(since, until + timedelta(days=1))
    return rows(conn, _NAME, "purposes", **given | _span(since, until))


def placed_purposes(conn: psycopg.Connection, communities: Collection[str], since: date, until: date) -> list[Row]:
    """The same by the building the household lived in when it was visited, and the grid that held it then."""
    return rows(conn, _NAME, "placed_purposes", communities=list(communities), **_span(since, until))


def visited(
    conn: psycopg.Connection,
    community: Communities,
    since: date,
    until: date,
    at: datetime,
    *,
    by: str = "grid",
    grids: Collection[str] | None = None,
) -> list[Row]:
    """Households that live there at `at`, those visited on the days since <= day <= until, their visits. No warden is named.

    by: "grid", "community", or "place": the building they live in.
    """
    given = {"communities": among(community), "grids": None if grids is None else list(grids), "at": at, "by": by}
    last_instants = {"from": start_of_day(since) - INSTANT, "before": start_of_day(until + timedelta(days=1)) - INSTANT}
    return rows(conn, _NAME, "visited", **given | last_instants)


def monthly_buildings(conn: psycopg.Connection, community: str, since: date, until: date) -> list[Row]:
    """month (its first day), building and the visits made there on the days since <= day < until."""
    span = {"since": start_of_day(since), "until": start_of_day(until)}
    return rows(conn, _NAME, "monthly_buildings", community=community, **span)


def rounds(conn: psycopg.Connection, community: Communities, year: int | None = None) -> list[Row]:
    """Visit rounds, by the day they began. households, visited: as measured when closed; None while open."""
    return rows(conn, _NAME, "rounds", communities=among(community), year=year)


def running_round(conn: psycopg.Connection, community: Communities) -> str | None:
    found = row(conn, _NAME, "running_round", communities=among(community))
    return found and found["round"]


def coverage(conn: psycopg.Connection, round_id: str, at: datetime) -> list[Row]:
    """By grid: households that live there at `at`, and how many of them were visited within the round until then."""
    return rows(conn, _NAME, "coverage", round=round_id, at=at)


def patrols(conn: psycopg.Connection, community: Communities, since: date, until: date, grids: Collection[str] | None = None) -> list[Row]:
    """Days on which each grid was patrolled; no warden is named."""
    given = {"communities": among(community), "grids": None if grids is None else list(grids)}
    return rows(conn, _NAME, "patrols", **given | _span(since, until))


def _day(on: date) -> dict[str, object]:
    return {"morning": start_of_day(on), "night": start_of_day(on + timedelta(days=1))}


def _span(since: date, until: date) -> dict[str, object]:
    return {"since": start_of_day(since), "until": start_of_day(until + timedelta(days=1))}
