"""The map as it is sent out: vector tiles and GeoJSON pages of grids, buildings and borders, as of an instant or under a named plan.

Codes, kinds and counts alone: no name or address of a building, nothing of a person. Tiles are Mapbox vector tiles in the plane of
web maps (SRID 3857), XYZ numbering; GeoJSON is (lon, lat) degrees, SRID 4490.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import scalar_row

from projections.statements import Row, row, statement

if TYPE_CHECKING:
    from gis.tile_layer import TileLayer

LAYERS = ("grids", "buildings", "borders")
COUNTED = (
    "Number：标准所计户数，即住宅套数，在册户更多的楼栋按在册户；方案最近一次校验时 / "
    "as the band counts: dwellings, or registered households where a building has more; of the plan's last check"
)
REGISTERED = "Number：当时在册且居住的户 / households registered and living there then"
"""The two ways in which households are counted; the figures tell the second."""
FIELDS: dict[str, dict[str, str]] = {
    "grids": dict.fromkeys(("grid", "code", "name", "kind", "plan"), "String")
    | {"locked": "Boolean"}
    | {"households": COUNTED}
    | dict.fromkeys(("people", "buildings"), "Number"),
    "buildings": dict.fromkeys(("building", "number", "stairwell", "kind", "use", "grid", "code"), "String")
    | dict.fromkeys(("floors", "dwellings"), "Number")
    | {"households": REGISTERED},
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


Held = Callable[[int], "TileLayer | None"]
Open = Callable[[], psycopg.Connection]


@dataclass(frozen=True)
class Page:
    """features: GeoJSON features, joined by commas. next: the `after` of the next page, None when this is the last."""

    features: str
    shown: int
    next: str | None


@dataclass(frozen=True)
class Texts:
    """GeoJSON features by their ids, in order."""

    ids: tuple[str, ...]
    features: tuple[str, ...]

    @property
    def taken(self) -> int:
        """Bytes of memory, nearly."""
        return sum(map(len, self.features)) + 200 * len(self.ids)

    def page(self, after: str | None, limit: int) -> Page:
        begin = bisect_right(self.ids, after) if after else 0
        shown = self.features[begin : begin + limit]
        end = begin + len(shown)
        return Page(",".join(shown), len(shown), self.ids[end - 1] if end < len(self.ids) else None)


def community_of_plan(conn: psycopg.Connection, plan: str) -> str | None:
    """Of a plan in whatever status."""
    found = row(conn, "grids", "plan_community", plan=plan)
    return found and found["community"]


def drawn(conn: psycopg.Connection, sight: Sight) -> Drawn | None:
    """None where no community in sight is known."""
    found = row(conn, "grids", "drawn", **sight.given()) or {}
    return Drawn(**found) if found["position"] is not None else None


def drawn_until(conn: psycopg.Connection, sight: Sight) -> datetime | None:
    """The first moment after the one asked for when something begins to hold, as far as is told; None: nothing does."""
    found = row(conn, "grids", "drawn_until", **sight.given())
    return found and found["until"]


def tile(
    opened: Open,
    layers: Collection[str],
    place: tuple[int, int, int],
    sight: Sight,
    held: Held = lambda _: None,
) -> bytes:
    """opened: asked only for what is not held. place: zoom, column, row. held: what is in memory of the buildings at a zoom. Nothing where
    there is nothing to see."""
    return b"".join(_drawn_layer(opened, layer, place, sight, held) for layer in LAYERS if layer in layers and place[0] >= FROM_ZOOM[layer])


def _drawn_layer(opened: Open, layer: str, place: tuple[int, int, int], sight: Sight, held: Held) -> bytes:
    z, x, y = place
    known = held(z) if layer == "buildings" else None
    written = known and known.tile(x, y)
    if written is not None:
        return written
    with opened().cursor(binary=True, row_factory=scalar_row) as cursor:  # as text, each byte would travel as two and be read back
        return cursor.execute(statement("grids", f"tile_{layer}"), {"z": z, "x": x, "y": y} | sight.given()).fetchone() or b""


def building_layer(conn: psycopg.Connection, sight: Sight, zoom: int, most: int) -> TileLayer | None:
    """Of which the layer of buildings of any tile of the zoom is written without the database; None where they are more than `most`, none,
    or the zoom has no shapes of its own."""
    from gis.tables import ZOOMS
    from gis.tile_layer import tile_layer

    if zoom not in ZOOMS:
        return None
    with conn.cursor(binary=True) as cursor:
        found = cursor.execute(statement("grids", "layer_buildings"), {"zoom": zoom, "most": most} | sight.given()).fetchall()
        fields = [column.name for column in cursor.description or ()]
    if not 0 < len(found) <= most:
        return None
    *columns, shapes = zip(*found, strict=True)
    return tile_layer("buildings", fields[:-1], columns, shapes)


def extent(conn: psycopg.Connection, sight: Sight) -> tuple[float, float, float, float] | None:
    """West, south, east, north of what is in sight, in degrees."""
    found: Row | None = row(conn, "grids", "extent", **sight.given())
    return found and (found["west"], found["south"], found["east"], found["north"])


def grid_page(conn: psycopg.Connection, sight: Sight, after: str | None, limit: int) -> Page:
    """Grids by id."""
    found = row(conn, "grids", "grid_page", after=after, limit=limit, **sight.given())
    assert found is not None
    return Page(**found)


def building_page(conn: psycopg.Connection, sight: Sight, after: str | None, limit: int) -> Page:
    """Buildings standing then, by id, with the households that lived there then."""
    return building_texts(conn, sight, after, limit).page(None, limit)


def building_texts(conn: psycopg.Connection, sight: Sight, after: str | None, limit: int) -> Texts:
    """As many as are asked for, and one more where there are more."""
    given = {"after": after, "limit": limit} | sight.given()
    found = conn.execute(statement("grids", "building_page"), given, binary=True).fetchall()
    return Texts(tuple(name for name, _ in found), tuple(text for _, text in found))
