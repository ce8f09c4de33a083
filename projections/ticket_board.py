"""Ticket board: every ticket with the grid it was reported in and the grid it is in, who answers, and whether it is late.

`at`, `as_of`: a date (its last instant in China), an instant, or None for now. Texts and reporters come back sealed.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import psycopg

from domain import ticket as tickets
from projections.moments import AsOf, moment
from projections.statements import Row, row, rows
from projections.ticket_rows import TicketBoard

VIEW = TicketBoard()
OPEN = (tickets.Status.REPORTED.value, tickets.Status.ACCEPTED.value)
_NAME = VIEW.name
_EVERYTHING = 2**31 - 1
_ANY = {"community": None, "grids": None, "statuses": None, "category": None, "responsible": None, "overdue": None, "after": None}


def board(
    conn: psycopg.Connection,
    community: str,
    *,
    at: AsOf = None,
    grids: Collection[str] | None = None,
    status: str | None = None,
    category: str | None = None,
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
    given: dict[str, Any] = {"community": community, "statuses": statuses, "category": category, "responsible": responsible}
    given |= {"grids": None if grids is None else list(grids), "overdue": overdue, "after": after, "limit": limit}
    return rows(conn, _NAME, "board", **given, at=moment(at))


def open_tickets(conn: psycopg.Connection, community: str, at: AsOf = None) -> list[Row]:
    """All that were not closed then, with building and place (lon, lat)."""
    return rows(conn, _NAME, "board", **_ANY | {"community": community, "statuses": list(OPEN)}, limit=_EVERYTHING, at=moment(at))


def open_in_grid(conn: psycopg.Connection, grid: str, at: AsOf = None) -> list[Row]:
    return rows(conn, _NAME, "board", **_ANY | {"grids": [grid], "statuses": list(OPEN)}, limit=_EVERYTHING, at=moment(at))


def ticket(conn: psycopg.Connection, ticket: str, as_of: AsOf = None) -> Row | None:
    """By id or number; None before it was reported."""
    return row(conn, _NAME, "ticket", ticket=ticket, at=moment(as_of))


def history(conn: psycopg.Connection, ticket: str, as_of: AsOf = None) -> list[Row]:
    """Every step by id or number, in the order recorded, with how the ticket stood after it."""
    return rows(conn, _NAME, "history", ticket=ticket, at=moment(as_of))


def tallies(conn: psycopg.Connection, community: str, at: AsOf = None) -> list[Row]:
    """Open, overdue and closed tickets of each grid then; grid None: those without one."""
    return rows(conn, _NAME, "tallies", community=community, at=moment(at))
