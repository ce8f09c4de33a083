"""Care: tags, needs, opinions and observations by grid. Everything they say comes back sealed; who opens it writes down why.

A person or household is in the grid it lives in at the time asked about.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import psycopg

from projections.care_rows import Care
from projections.statements import Communities, Row, among, row, rows

VIEW = Care()
_NAME = VIEW.name


def tags(
    conn: psycopg.Connection,
    community: Communities,
    *,
    at: datetime,
    on: date,
    grids: Collection[str] | None = None,
    person: str | None = None,
) -> list[Row]:
    """Tags that stand on the day, of people who live in the community then, with their grid."""
    given = {"communities": among(community), "grids": None if grids is None else list(grids), "person": person, "at": at, "on": on}
    return rows(conn, _NAME, "tags", **given)


def people(conn: psycopg.Connection, community: Communities, *, at: datetime, grids: Collection[str] | None = None) -> list[Row]:
    """Everybody who lives there then: person, household, grid and the sealed block."""
    return rows(conn, _NAME, "people", communities=among(community), grids=None if grids is None else list(grids), at=at)


def needs(
    conn: psycopg.Connection,
    community: Communities,
    *,
    at: datetime,
    grids: Collection[str] | None = None,
    kind: str | None = None,
    open_only: bool = True,
) -> list[Row]:
    """In the order recorded. grid None: the household does not live here any more."""
    given = {
        "communities": among(community),
        "grids": None if grids is None else list(grids),
        "kind": kind,
        "open_only": open_only,
        "at": at,
    }
    return rows(conn, _NAME, "needs", **given)


def needs_by_building(conn: psycopg.Connection, community: Communities, *, at: datetime) -> list[Row]:
    """building, kind and number of the needs open then; what they say stays sealed."""
    return rows(conn, _NAME, "needs_by_building", communities=among(community), at=at)


def need(conn: psycopg.Connection, need_id: str) -> Row | None:
    return row(conn, _NAME, "need", need=need_id)


def observations(
    conn: psycopg.Connection, community: Communities, *, grids: Collection[str] | None = None, open_only: bool = True
) -> list[Row]:
    given = {"communities": among(community), "grids": None if grids is None else list(grids), "open_only": open_only}
    return rows(conn, _NAME, "observations", **given)
