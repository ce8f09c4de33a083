"""Spot checks: what was drawn on a day and found, and which findings wait for a decision. One warden at a time: there is no ranking."""

from __future__ import annotations

from datetime import date

import psycopg

from projections.check_rows import SpotChecks
from projections.statements import Row, row, rows

VIEW = SpotChecks()
_NAME = VIEW.name


def draw(conn: psycopg.Connection, community: str, on: date) -> Row | None:
    return row(conn, _NAME, "draw", community=community, on=on)


def drawn(conn: psycopg.Connection, community: str, on: date | None = None, *, open_only: bool = False) -> list[Row]:
    """Visits drawn on a day (None: ever) with their results; open_only: those not checked yet."""
    return rows(conn, _NAME, "drawn", community=community, on=on, open_only=open_only)


def findings(conn: psycopg.Connection, community: str, *, warden: str | None = None, status: str | None = None) -> list[Row]:
    """status: waiting, confirmed, dismissed."""
    return rows(conn, _NAME, "findings", community=community, warden=warden, status=status)
