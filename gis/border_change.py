"""What a grid gained and lost between two drawings of it, which need not stand on the same cut of the land."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from domain.ids import GridId
from gis.crs import LocalPlane
from gis.shapes import SPECK_MM2, to_degrees, to_lattice
from gis.tessellation import Tessellation
from gis.topology import grid_areas

MM2 = 1_000_000
_IT = GridId("grd-0000")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A grid's atoms on a cut of the land; none: it was not there."""

    land: Tessellation
    atoms: Collection[int]


@dataclass(frozen=True, slots=True)
class Change:
    """Shapes in (lon, lat) degrees, SRID 4490, empty where there is nothing; areas in m² of the later drawing's plane."""

    before: BaseGeometry
    after: BaseGeometry
    gained: BaseGeometry
    lost: BaseGeometry
    before_m2: float
    after_m2: float
    gained_m2: float
    lost_m2: float


def change(before: Drawing, after: Drawing) -> Change:
    """Exact to the millimetre on one cut of the land, and on cuts in one plane; what is left over of drawing a line twice, below 0.01 m²,
    is no land."""
    plane = after.land.plane
    old, new = _moved(_area(before), before.land.plane, plane), _area(after)
    shapes = {"before": old, "after": new, "gained": _beyond(new, old), "lost": _beyond(old, new)}
    measured = {f"{name}_m2": round(shapely.area(shape) / MM2, 1) for name, shape in shapes.items()}
    return Change(**{name: to_degrees(shape, plane) for name, shape in shapes.items()}, **measured)


def _area(drawing: Drawing) -> BaseGeometry:
    return grid_areas(drawing.land, dict.fromkeys(drawing.atoms, _IT)).get(_IT, shapely.Polygon())


def _moved(shape: BaseGeometry, plane: LocalPlane, to: LocalPlane) -> BaseGeometry:
    if plane == to or shape.is_empty:
        return shape
    return to_lattice([to_degrees(shape, plane)], to)[0]


def _beyond(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shapely.difference(one, other, grid_size=1))
    return shapely.union_all([part for part in parts if part.area >= SPECK_MM2])
