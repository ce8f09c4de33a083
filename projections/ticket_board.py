"""Ticket board: every ticket with the grid it was reported in and the grid it is in, who answers, and whether it is late.

`at`, `as_of`: a date (its last instant in China), an instant, or None for now. Texts and reporters come back sealed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

import psycopg

from domain import ticket as tickets
from projections.moments import AsOf, moment, start_of_day
from projections.statements import Communities, Row, among, row, rows
from projections.ticket_rows import TicketBoard

VIEW = TicketBoard()
OPEN = (tickets.Status.REPORTED.value, tickets.Status.ACCEPTED.value)
_NAME = VIEW.name
_EVERYTHING = 2**31 - 1
_ANY = {
    "communities": None,
    "grids": None,
    "statuses": None,
    "category": None,
    "kind": None,
    "responsible": None,
    "overdue": None,
    "after": None,
}


def place(conn: psycopg.Connection, ticket: str) -> Row | None:
    """By id or number: id, community and grid now."""
    return row(conn, _NAME, "place", ticket=ticket)


def board(
    conn: psycopg.Connection,
    community: Communities,
    *,
    at: AsOf = None,
    grids: Collection[str] | None = None,
    status: str | None = None,
    category: str | None = None,
    kind: str | None = None,
    responsible: str | None = None,
    overdue: bool | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[Row]:
    """Tickets as they stood then, the first due first, those without a deadline last, then by number.

    status: reported, accepted, closed, or "open" for the first two. responsible: account or body. after: the last ticket's id of the page
    before.
    """
    statuses = list(OPEN) if status == "open" else status and [status]
    given: dict[str, Any] = {"communities": among(community), "statuses": statuses, "category": category, "kind": kind}
    given |= {
        "responsible": responsible,
        "grids": None if grids is None else list(grids),
        "overdue": overdue,
        "after": after,
        "limit": limit,
    }
    return rows(conn, _NAME, "board", **given, at=moment(at))


def open_tickets(conn: psycopg.Connection, community: Communities, at: AsOf = None) -> list[Row]:
    """All that were not closed then, with building and place (lon, lat)."""
    return rows(conn, _NAME, "board", **_ANY | {"communities": among(community), "statuses": list(OPEN)}, limit=_EVERYTHING, at=moment(at))


def open_in_grid(conn: psycopg.Connection, grid: str, at: AsOf = None) -> list[Row]:
    return rows(conn, _NAME, "board", **_ANY | {"grids": [grid], "statuses": list(OPEN)}, limit=_EVERYTHING, at=moment(at))


def ticket(conn: psycopg.Connection, ticket: str, as_of: AsOf = None) -> Row | None:
    """By id or number; None before it was reported."""
    return row(conn, _NAME, "ticket", ticket=ticket, at=moment(as_of))


def followed(conn: psycopg.Connection, number: str, at: datetime) -> Row | None:
    """What everybody is told who knows the number: status and deadline.

    O is taken for 0, I and L for 1, small letters for capitals: none where that could be either of two tickets.
    """
    found = rows(conn, _NAME, "followed", number=number, at=at)
    return found[0] if len(found) == 1 or (found and found[0]["number"] == number) else None


def history(conn: psycopg.Connection, ticket: str, as_of: AsOf = None) -> list[Row]:
    """Every step by id or number, in the order recorded, with how the ticket stood after it."""
    return rows(conn, _NAME, "history", ticket=ticket, at=moment(as_of))


def steps(conn: psycopg.Connection, community: Communities, since: date, until: date, grids: Collection[str] | None = None) -> list[Row]:
    """What was done on tickets on the days since <= day < until, in order of time."""
    span = {"since": start_of_day(since), "until": start_of_day(until)}
    return rows(conn, _NAME, "steps", communities=among(community), grids=None if grids is None else list(grids), **span)


def reported_places(conn: psycopg.Connection, community: str, since: date, until: date) -> list[Row]:
    """month (its first day), building or lon and lat, and the tickets reported there on the days since <= day < until."""
    span = {"since": start_of_day(since), "until": start_of_day(until)}
    return rows(conn, _NAME, "reported_places", community=community, **span)


def tallies(conn: psycopg.Connection, community: str, at: AsOf = None) -> list[Row]:
    """Open, overdue and closed tickets of each grid then; grid None: those without one."""
    return rows(conn, _NAME, "tallies", community=community, at=moment(at))


def closed_between(conn: psycopg.Connection, community: str, after: int, through: int) -> list[str]:
    """Tickets closed at positions after < p <= through of the journal."""
    return [found["ticket"] for found in rows(conn, _NAME, "closed_between", community=community, after=after, through=through)]


def due_clocks(conn: psycopg.Connection, at: AsOf = None, community: str | None = None) -> list[Row]:
    """Open tickets whose deadline has passed, or whose stop has ended (at), the first due first: the clock may have to act on them."""
    return rows(conn, _NAME, "due_clocks", at=moment(at), community=community)


def next_clocks(conn: psycopg.Connection, known: Iterable[tuple[str, datetime | None, int]]) -> dict[str, datetime]:
    """Of each community, the first deadline or end of a stop that its clock has not looked at.

    known: of each community, until when the clock has acted (None: never), and the last position of the journal that it knew.
    """
    told = list(zip(*known, strict=True)) or [(), (), ()]
    communities, reached, through = (list(column) for column in told)
    found = rows(conn, _NAME, "next_clocks", communities=communities, reached=reached, through=through)
    return {one["community"]: one["at"] for one in found}


def parts(conn: psycopg.Connection, ticket: str) -> list[Row]:
    """The tickets that are parts of this one, as they stand."""
    return rows(conn, _NAME, "parts", ticket=ticket)


def nearby(
    conn: psycopg.Connection,
    community: Communities,
    *,
    building: str | None,
    place: tuple[float, float] | None,
    metres: float,
    since: datetime,
    category: str | None = None,
    limit: int = 10,
) -> list[Row]:
    """Tickets reported since then in the same building, or within so many metres of the place (lon, lat): the nearest first, no text."""
    lon, lat = place or (None, None)
    given: dict[str, Any] = {"building": building, "lon": lon, "lat": lat, "metres": metres, "since": since}
    return rows(conn, _NAME, "nearby", **given, communities=among(community), category=category, limit=limit)


def satisfaction(conn: psycopg.Connection, community: Communities, since: datetime, until: datetime) -> list[Row]:
    """Of each category: tickets closed in that time, how many told their satisfaction (1…5), the mean, the share of 4 and 5."""
    return rows(conn, _NAME, "satisfaction", communities=among(community), since=since, until=until)


def handled(conn: psycopg.Connection, community: str, since: date, until: date, worker: str) -> tuple[int, int]:
    """Tickets that came due or were closed on the days since <= day < until, first handled by `worker` (blank: by anybody); and those of
    them closed in time whose result was told.
    """
    span = {"since": start_of_day(since), "until": start_of_day(until)}
    found = row(conn, _NAME, "handled", community=community, worker=worker, **span)
    assert found is not None
    return found["tickets"], found["good"]


def unanswered(conn: psycopg.Connection, community: Communities, at: AsOf = None) -> list[Row]:
    """Tickets that went above the community without who asked being told, the longest first."""
    return rows(conn, _NAME, "unanswered", communities=among(community), at=moment(at))
