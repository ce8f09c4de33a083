"""Tiles written out of memory: GDAL reads back what was put in, wherever the tile lies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyogrio.raw import read

from gis.tile_layer import EXTENT, FAR, TileLayer, tile_layer

WORLD = 20_037_508.342789244
ZOOM, X, Y = 15, 26_753, 14_278
STEP = 2 * WORLD / 2**ZOOM / EXTENT
FIELDS = ("name", "floors", "use")
Told = tuple[str | None, int | None, str | None]


def at(x: float, y: float) -> tuple[float, float]:
    """Steps from the tile's corner, as steps from the world's."""
    return X * EXTENT + x, Y * EXTENT + y


def square(x: int, y: int, size: int = 40, hole: int = 0) -> shapely.Polygon:
    """Outer rings turn clockwise on a screen, holes the other way."""
    corners = [at(x, y), at(x + size, y), at(x + size, y + size), at(x, y + size)]
    inner = [at(x + hole, y + hole), at(x + hole, y + size - hole), at(x + size - hole, y + size - hole), at(x + size - hole, y + hole)]
    return shapely.Polygon(corners, [inner] if hole else [])


def layer(shapes: list[Any], told: list[Told] | None = None) -> TileLayer:
    columns = list(zip(*(told or [(f"bld-{number}", number, None) for number in range(len(shapes))]), strict=True))
    made = tile_layer("buildings", FIELDS, columns, [shapely.to_wkb(shape) for shape in shapes])
    assert made is not None
    return made


def decoded(content: bytes, folder: Path, x: int = X, y: int = Y) -> list[tuple[Told, Any]]:
    """What is told and the shape in steps from the world's corner."""
    path = folder / "one.mvt"
    path.write_bytes(content)
    assert list(pyogrio.list_layers(path)[:, 0]) == ["buildings"]
    meta, _, shapes, columns = read(path, layer="buildings", CLIP="NO", Z=ZOOM, X=x, Y=y)
    by_name = dict(zip(meta["fields"], columns, strict=True))
    drawn = shapely.transform(
        shapely.from_wkb(shapes), lambda each: np.rint(np.column_stack((each[:, 0] + WORLD, WORLD - each[:, 1])) / STEP)
    )
    known = [tuple(_plain(by_name[name][number]) if name in by_name else None for name in FIELDS) for number in range(len(drawn))]
    return list(zip(known, drawn, strict=True))


def _plain(value: Any) -> Any:
    return None if value is None or value != value else int(value) if isinstance(value, float | np.integer) else value


def test_shapes_come_back_with_what_is_told_of_them(tmp_path: Path) -> None:
    two = shapely.MultiPolygon([square(900, 900), square(1200, 950, hole=5)])
    told: list[Told] = [("锦绣花园3号楼", 18, "homes"), ("bld-2", None, "homes"), ("", 70_000, None)]
    shapes = [square(10, 20, 600, hole=50), square(-30, 4000), two]
    seen = decoded(layer(shapes, told).tile(X, Y) or b"", tmp_path)
    assert [each for each, _ in seen] == told
    assert all(shape.equals(drawn) for shape, (_, drawn) in zip(shapes, seen, strict=True))


def test_each_tile_holds_what_reaches_into_it_or_its_margin(tmp_path: Path) -> None:
    made = layer([square(100, 100), square(EXTENT - 20, 100), square(EXTENT + 60, 100), square(EXTENT + 80, 100)])
    here, east = (decoded(made.tile(x, Y) or b"", tmp_path, x) for x in (X, X + 1))
    assert [told[0] for told, _ in here] == ["bld-0", "bld-1", "bld-2"]
    assert [told[0] for told, _ in east] == ["bld-1", "bld-2", "bld-3"]
    assert made.tile(X, Y - 1) == b"", "nothing there"


def test_what_would_have_to_be_clipped_is_left_to_the_database() -> None:
    wide = square(EXTENT - 100, 0, FAR + 200)
    assert layer([square(0, 0), wide]).tile(X, Y) is None
    assert layer([square(0, 0), wide]).tile(X + 1, Y) is not None, "it ends within that tile's reach"


@pytest.mark.parametrize("shape", [shapely.Point(at(1, 1)), shapely.LineString([at(0, 0), at(9, 9)])])
def test_what_is_no_polygon_makes_no_layer(shape: Any) -> None:
    assert tile_layer("buildings", ("name",), [("a", "b")], [shapely.to_wkb(one) for one in (square(0, 0), shape)]) is None


words, numbers = (
    st.one_of(st.none(), st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=200)),
    st.integers(0, 2**31 - 1),
)
places = st.tuples(st.integers(-50, EXTENT), st.integers(-50, EXTENT), st.integers(1, 900))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(places, words, st.one_of(st.none(), numbers)), min_size=1, max_size=30))
def test_any_layer_comes_back(tmp_path_factory: pytest.TempPathFactory, given_: list[Any]) -> None:
    shapes = [square(*place) for place, _, _ in given_]
    told: list[Told] = [(f"bld-{number}", floors, name) for number, (_, name, floors) in enumerate(given_)]
    seen = decoded(layer(shapes, told).tile(X, Y) or b"", tmp_path_factory.mktemp("tiles"))
    assert [each for each, _ in seen] == told
    assert all(shape.equals(drawn) for shape, (_, drawn) in zip(shapes, seen, strict=True))
