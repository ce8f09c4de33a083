"""Shapes between degrees, lattice and stored rings. Lattice shapes have whole-millimetre coordinates held as floats, exact below 2⁵³."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    tidy = shapely.orient_polygons(shapely.normalize(polygon))
    return tuple(tuple(np.rint(shapely.get_coordinates(ring)[:-1]).astype(np.int64).ravel().tolist()) for ring in shapely.get_rings(tidy))


def polygon_of(rings: Rings) -> shapely.Polygon:
    """Stored rings of one polygon as a lattice polygon."""
    outer, *holes = (np.asarray(ring, dtype=float).reshape(-1, 2) for ring in rings)
    return shapely.Polygon(outer, holes)


def polygons_of(many: Iterable[Rings]) -> NDArray[np.object_]:
    """`polygon_of` for many, in one call to the geometry library."""
    flat = [(i, ring) for i, rings in enumerate(many) for ring in rings]
    if not flat:
        return np.array([], dtype=object)
    lines = shapely.linearrings(
        np.concatenate([np.asarray(ring, dtype=float) for _, ring in flat]).reshape(-1, 2),
        indices=np.repeat(np.arange(len(flat)), [len(ring) // 2 for _, ring in flat]),
    )
    starts = np.flatnonzero(np.diff([i for i, _ in flat], prepend=-1))
    ends = np.append(starts[1:], len(lines))
    polygons = shapely.polygons(lines[starts])
    for i in np.flatnonzero(ends - starts > 1):
        polygons[i] = shapely.polygons(lines[starts[i]], lines[starts[i] + 1 : ends[i]])
    return polygons
