"""What everybody may know of a community's land: names, numbers and shapes of buildings and grids. No count, nobody who lives there."""

from __future__ import annotations

from datetime import datetime

import psycopg

from projections.statements import Communities, Row, among, row, rows

NAME = "grids"
AROUND = 0.005
"""Degrees, some 500 m: what a picture of a community shows beside it."""


def communities(conn: psycopg.Connection, at: datetime) -> list[Row]:
    """code and name of those with a plan in force."""
    return rows(conn, NAME, "public_communities", at=at)


def grids(conn: psycopg.Connection, community: Communities, at: datetime) -> list[Row]:
    """grid, code, name, outline: GeoJSON as text, (lon, lat) SRID 4490."""
    return rows(conn, NAME, "public_grids", communities=among(community), at=at)


def buildings(conn: psycopg.Connection, community: Communities, at: datetime, *, outline: bool = False) -> list[Row]:
    """By estate and number, each with its grid. outline: with GeoJSON as text, (lon, lat) SRID 4490."""
    return rows(conn, NAME, "public_buildings", communities=among(community), at=at, outline=outline)


def reaches(conn: psycopg.Connection, z: int, x: int, y: int, at: datetime) -> bool:
    """Whether a tile (Web Mercator, rows from the north; one that there is) lies over a community with a plan in force."""
    found = row(conn, NAME, "public_reach", z=z, x=x, y=y, at=at, around=AROUND)
    return bool(found and found["is_reached"])
