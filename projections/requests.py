"""Tickets as they are told of outside: what kind, since when, how far, until when promised; no text, no household, nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import psycopg

from projections.statements import Row, rows

VIEWS = ("ticket_board", "grids", "lineage")
NAME = "requests"


@dataclass(frozen=True, slots=True)
class Wanted:
    """None: no limit. communities: ids. numbers: of tickets, which override all but communities and channels. channels: by which they came.
    statuses: open, closed. since, until: reported from, and up to."""

    communities: Sequence[str] | None = None
    numbers: Sequence[str] | None = None
    channels: Sequence[str] | None = None
    categories: Sequence[str] | None = None
    statuses: Sequence[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    grids: Sequence[str] | None = None
    limit: int = 1000


def found(conn: psycopg.Connection, wanted: Wanted) -> list[Row]:
    """As they stand now, the newest first, by what anybody may read of them. grid_code, grid_name: in force."""
    return rows(conn, NAME, "found", **asdict(wanted))


def places(conn: psycopg.Connection, tickets: Sequence[str]) -> dict[str, Row]:
    """By ticket its building, address, lon and lat, for who works there."""
    return {row["ticket"]: row for row in rows(conn, NAME, "places", tickets=list(tickets))}


def steps(conn: psycopg.Connection, tickets: Sequence[str]) -> list[Row]:
    """ticket, name of the event, when it became true, the status and level after it; in the order recorded."""
    return rows(conn, NAME, "steps", tickets=list(tickets))
