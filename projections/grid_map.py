"""The map as it is sent out: vector tiles and GeoJSON pages of grids, buildings and borders, as of an instant or under a named plan.

Codes, kinds and counts alone: no name or address of a building, nothing of a person. Tiles are Mapbox vector tiles in the plane of
web maps (SRID 3857), XYZ numbering; GeoJSON is (lon, lat) degrees, SRID 4490.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import scalar_row

from projections.statements import Row, row, statement

LAYERS = ("grids", "buildings", "borders")
FIELDS: dict[str, dict[str, str]] = {
    "grids": dict.fromkeys(("grid", "code", "name", "kind", "plan"), "String")
    | {"locked": "Boolean"}
    | dict.fromkeys(("households", "people", "buildings"), "Number"),
    "buildings": dict.fromkeys(("building", "number", "kind", "use", "grid", "code"), "String")
    | dict.fromkeys(("floors", "dwellings", "households"), "Number"),
    "borders": dict.fromkeys(("code", "neighbour"), "String") | {"is_outer": "Boolean"},
}
FROM_ZOOM = {"grids": 8, "buildings": 13, "borders": 10}
"""Below it a layer would be many shapes of less than a pixel."""
LAST_ZOOM = 20


@dataclass(frozen=True)
class Sight:
    """What somebody may see, and when. communities, grids: None for no limit. plan: its grids instead of those in force at the instant;
    which buildings stand and who lives in them is always told of the instant."""

    communities: tuple[str, ...] | None
    grids: frozenset[str] | None
    plan: str | None
    at: datetime

    def given(self) -> dict[str, Any]:
        listed = {name: part if part is None else sorted(part) for name, part in (("communities", self.communities), ("grids", self.grids))}
        return listed | {"plan": self.plan, "at": self.at}


@dataclass(frozen=True)
class Drawn:
    """What a map depends on. position: of the last event on it; since: the last moment, until the one asked for, when something began to
    hold (None: nothing did); made: which tables. While they stay, so does every tile."""

    made: int
    position: int
    since: datetime | None


@dataclass(frozen=True)
class Page:
    """features: GeoJSON features, joined by commas. next: the `after` of the next page, None when this is the last."""

    features: str
    shown: int
    next: str | None


def community_of_plan(conn: psycopg.Connection, plan: str) -> str | None:
    """Of a plan in whatever status."""
    found = row(conn, "grids", "plan_community", plan=plan)
    return found and found["community"]


def drawn(conn: psycopg.Connection, sight: Sight) -> Drawn | None:
    """None where no community in sight is known."""
    found = row(conn, "grids", "drawn", **sight.given()) or {}
    return Drawn(**found) if found["position"] is not None else None


def tile(conn: psycopg.Connection, layers: Collection[str], place: tuple[int, int, int], sight: Sight) -> bytes:
    """place: zoom, column, row. Nothing where there is nothing to see."""
    z, x, y = place
    given = {"z": z, "x": x, "y": y} | sight.given()
    with conn.cursor(binary=True, row_factory=scalar_row) as cursor:  # as text, each byte would travel as two and be read back
        shown = [f"tile_{layer}" for layer in LAYERS if layer in layers and z >= FROM_ZOOM[layer]]
        return b"".join(cursor.execute(statement("grids", name), given).fetchone() or b"" for name in shown)


def extent(conn: psycopg.Connection, sight: Sight) -> tuple[float, float, float, float] | None:
    """West, south, east, north of what is in sight, in degrees."""
    found: Row | None = row(conn, "grids", "extent", **sight.given())
    return found and (found["west"], found["south"], found["east"], found["north"])


def grid_page(conn: psycopg.Connection, sight: Sight, after: str | None, limit: int) -> Page:
    """Grids by id."""
    return _page(conn, "grid_page", sight, after, limit)


def building_page(conn: psycopg.Connection, sight: Sight, after: str | None, limit: int) -> Page:
    """Buildings standing then, by id, with the households that lived there then."""
    return _page(conn, "building_page", sight, after, limit)


def _page(conn: psycopg.Connection, name: str, sight: Sight, after: str | None, limit: int) -> Page:
    found = row(conn, "grids", name, after=after, limit=limit, **sight.given())
    assert found is not None
    return Page(**found)
