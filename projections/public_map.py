"""What everybody may know of a community's land: names, numbers and shapes of buildings and grids. No count, nobody who lives there."""

from __future__ import annotations

from datetime import datetime

import psycopg

from projections.statements import Communities, Row, among, rows

NAME = "grids"


def communities(conn: psycopg.Connection, at: datetime) -> list[Row]:
    """code and name of those with a plan in force."""
    return rows(conn, NAME, "public_communities", at=at)


def grids(conn: psycopg.Connection, community: Communities, at: datetime) -> list[Row]:
    """grid, code, name, outline: GeoJSON as text, (lon, lat) SRID 4490."""
    return rows(conn, NAME, "public_grids", communities=among(community), at=at)


def buildings(conn: psycopg.Connection, community: Communities, at: datetime, *, outline: bool = False) -> list[Row]:
    """By estate and number, each with its grid. outline: with GeoJSON as text, (lon, lat) SRID 4490."""
    return rows(conn, NAME, "public_buildings", communities=among(community), at=at, outline=outline)
