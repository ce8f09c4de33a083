"""Shapes between degrees, lattice and stored rings. Lattice shapes have whole-millimetre coordinates held as floats, exact below 2⁵³."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.crs import LocalPlane

Rings = tuple[tuple[int, ...], ...]
"""Outer ring first, each flat (x0, y0, x1, y1, …) in millimetres, not closed; outer counter-clockwise, holes clockwise."""

POLYGON = 3
SPECK_MM2 = 10_000
"""0.01 m²: a polygon smaller than this has no shape worth keeping, only a place."""


def to_lattice(shapes: Sequence[BaseGeometry] | NDArray[np.object_], plane: LocalPlane) -> NDArray[np.object_]:
    """Shapes in (lon, lat) degrees to shapes on the lattice, third dimension dropped. Rounding may make them invalid: see `repair`."""
    flat = shapely.force_2d(np.asarray(shapes, dtype=object))
    return shapely.transform(flat, lambda degrees: plane.to_lattice(degrees).astype(float))


def to_degrees(shapes: BaseGeometry | NDArray[np.object_], plane: LocalPlane) -> BaseGeometry | NDArray[np.object_]:
    """Lattice shapes to (lon, lat) degrees, SRID 4490; a vertex two shapes share becomes the same pair of doubles in both."""
    return shapely.transform(shapes, plane.to_degrees)


def repair(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Valid lattice areas out of lattice shapes: bow ties untied, lines and specks left out. Nothing left: an empty polygon."""
    shapes = np.array(shapes, dtype=object)
    broken = ~shapely.is_valid(shapes)
    mended = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    shapes[broken] = shapely.set_precision(mended, 1)
    untidy = np.flatnonzero(broken | (shapely.get_type_id(shapes) != POLYGON) | (shapely.area(shapes) < SPECK_MM2))
    for i in untidy:
        shapes[i] = _areas_of(shapes[i])
    return shapes


def _areas_of(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shapely.get_parts(shape))
    areas = [part for part in parts if shapely.get_type_id(part) == POLYGON and part.area >= SPECK_MM2]
    return shapely.union_all(areas, grid_size=1) if areas else shapely.Polygon()


def rings_of(polygon: BaseGeometry) -> Rings:
    """One lattice polygon as stored rings, each begun at its smallest vertex: equal polygons give equal rings."""
    return rings_of_all([polygon])[0]


def rings_of_all(polygons: Sequence[BaseGeometry] | NDArray[np.object_]) -> list[Rings]:
    """`rings_of` for many, in one call to the geometry library each step."""
    tidy = shapely.orient_polygons(shapely.normalize(polygons))
    rings, of = shapely.get_rings(tidy, return_index=True)
    places, ring = shapely.get_coordinates(rings, return_index=True)
    ends = np.cumsum(2 * np.bincount(ring, minlength=len(rings))).tolist()
    flat = np.rint(places).astype(np.int64).ravel().tolist()
    found: list[list[tuple[int, ...]]] = [[] for _ in polygons]
    for polygon, begin, end in zip(of.tolist(), [0, *ends], ends, strict=False):
        found[polygon].append(tuple(flat[begin : end - 2]))  # a closed ring tells its first vertex twice
    return [tuple(each) for each in found]


def polygon_of(rings: Rings) -> shapely.Polygon:
    """Stored rings of one polygon as a lattice polygon."""
    outer, *holes = (np.asarray(ring, dtype=float).reshape(-1, 2) for ring in rings)
    return shapely.Polygon(outer, holes)


def polygons_of(many: Iterable[Rings]) -> NDArray[np.object_]:
    """`polygon_of` for many, in one call to the geometry library."""
    each = list(many)
    flat = [ring for rings in each for ring in rings]
    if not flat:
        return np.array([], dtype=object)
    corners = np.fromiter(chain.from_iterable(flat), float)
    lines = shapely.linearrings(corners.reshape(-1, 2), indices=np.repeat(np.arange(len(flat)), [len(ring) // 2 for ring in flat]))
    ends = np.cumsum([len(rings) for rings in each])
    starts = np.append(0, ends[:-1])
    polygons = shapely.polygons(lines[starts])
    for i in np.flatnonzero(ends - starts > 1):
        polygons[i] = shapely.polygons(lines[starts[i]], lines[starts[i] + 1 : ends[i]])
    return polygons
