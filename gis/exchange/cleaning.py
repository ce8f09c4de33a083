"""Row by row: is the geometry a building's outline, can it be repaired within limits, and has it been seen before?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely import Geometry, Polygon

from gis.exchange.layers import Layer
from gis.exchange.placing import Geometries, Mask, not_finite, out_of_world, swapped
from gis.exchange.plane import to_metres
from gis.exchange.report import Remark, remark

MAX_VERTICES = 20_000
MAX_CROSSINGS = 500
"""Repair time grows with crossings, not with vertices: a random 400-corner polygon takes half a second, a real footprint has a few."""
_SLICE = 16
"""Segments looked at together: where each crosses thousands of others, a slice of 200 took five seconds."""
MIN_AREA_M2 = 4.0
DECIMALS = 7
"""Of a degree: 1 cm, as the journal stores footprints."""
_POINT, _LINE, _RING, _POLYGON, _MULTIPOINT, _MULTILINE, _MULTIPOLYGON, _COLLECTION = range(8)


@dataclass(slots=True)
class Sieve:
    """The rows still standing, and what was said of the others. shapes keeps the length of the layer."""

    layer: Layer
    shapes: Geometries
    standing: Mask
    refused: list[Remark] = field(default_factory=list)
    repaired: list[Remark] = field(default_factory=list)
    areas_m2: Any = None

    def refuse(self, mask: Mask, code: str, **facts: Any) -> None:
        for index in np.flatnonzero(mask & self.standing):
            self.refuse_row(int(index), code, **facts)

    def refuse_row(self, index: int, code: str, **facts: Any) -> None:
        self.standing[index] = False
        self.refused.append(remark(code, index + 1, self.layer.ids[index], **facts))

    def mend(self, index: int, shape: Geometry, code: str, **facts: Any) -> None:
        self.shapes[index] = shape
        self.repaired.append(remark(code, index + 1, self.layer.ids[index], **facts))


def sieve_areas(layer: Layer, *, points: bool) -> Sieve:
    """Rows of a layer that hold a usable area (or point, if `points`): valid, on the 7-decimal lattice, each once."""
    sieve = Sieve(layer, layer.geometries.copy(), np.ones(len(layer), dtype=bool))
    _refuse_unusable(sieve)
    _areas_only(sieve, points)
    sieve.refuse(shapely.get_num_coordinates(sieve.shapes) > MAX_VERTICES, "too_many_vertices", limit=MAX_VERTICES)
    _single(sieve)
    _to_lattice(sieve)
    _repair(sieve)
    _measure(sieve)
    _refuse_repeated(sieve)
    sieve.refused.sort(key=lambda one: one.row)
    sieve.repaired.sort(key=lambda one: one.row)
    return sieve


def _refuse_unusable(sieve: Sieve) -> None:
    shapes = sieve.shapes
    sieve.refuse(sieve.layer.absent, "geometry_absent")
    sieve.refuse(shapely.is_missing(shapes), "geometry_unreadable")
    sieve.refuse(shapely.is_empty(shapes), "geometry_empty")
    sieve.refuse(not_finite(shapes), "coordinates_not_finite")
    sieve.refuse(swapped(shapes), "coordinates_swapped")
    sieve.refuse(out_of_world(shapes), "out_of_world")


def _areas_only(sieve: Sieve, points: bool) -> None:
    kinds = shapely.get_type_id(sieve.shapes)
    easy = (kinds == _POLYGON) | (kinds == _MULTIPOLYGON) | (points & (kinds == _POINT))
    for index in np.flatnonzero(sieve.standing & ~easy):
        area = _area_of(sieve.shapes[index], points)
        if area is None:
            sieve.refuse_row(int(index), "not_an_area", kind=sieve.shapes[index].geom_type)
        else:
            sieve.mend(int(index), area, "area_made", kind=sieve.shapes[index].geom_type)


def _area_of(shape: Geometry, points: bool) -> Geometry | None:
    kind = shapely.get_type_id(shape)
    if kind in (_LINE, _RING):
        return Polygon(shape) if shape.is_closed and shapely.get_num_points(shape) >= 4 else None
    parts = shapely.get_parts(shape)
    if kind == _MULTIPOINT:
        return parts[0] if points and len(parts) == 1 else None
    if kind == _MULTILINE:
        return _area_of(parts[0], points) if len(parts) == 1 else None
    if kind == _COLLECTION:
        areas = [part for part in parts if shapely.get_type_id(part) in (_POLYGON, _MULTIPOLYGON)]
        return shapely.union_all(areas) if areas and shapely.is_valid(areas).all() else None
    return None


def _single(sieve: Sieve) -> None:
    """A multipolygon of one part is a polygon: the same building must not look different in another format."""
    lonely = sieve.standing & (shapely.get_type_id(sieve.shapes) == _MULTIPOLYGON) & (shapely.get_num_geometries(sieve.shapes) == 1)
    sieve.shapes[lonely] = shapely.get_geometry(sieve.shapes[lonely], 0)


def _to_lattice(sieve: Sieve) -> None:
    standing = sieve.standing
    coordinates = shapely.get_coordinates(sieve.shapes[standing])
    rounded = shapely.set_coordinates(sieve.shapes[standing].copy(), coordinates.round(DECIMALS))
    sieve.shapes[standing] = rounded


def _repair(sieve: Sieve) -> None:
    for index in np.flatnonzero(sieve.standing & ~shapely.is_valid(sieve.shapes)):
        _repair_row(sieve, int(index))


def _repair_row(sieve: Sieve, index: int) -> None:
    broken = sieve.shapes[index]
    reason = str(shapely.is_valid_reason(broken)).split("[")[0].strip()
    if not few_crossings(broken):
        return sieve.refuse_row(index, "repair_too_hard", reason=reason, limit=MAX_CROSSINGS)
    whole = mended(broken)
    if whole is None:
        return sieve.refuse_row(index, "repair_left_nothing", reason=reason)
    before, after = _hull_m2(broken, whole)
    return sieve.mend(index, whole, "geometry_repaired", reason=reason, parts=_parts(whole), before_m2=before, after_m2=after)


def mended(broken: Geometry) -> Geometry | None:
    """Valid area of a crossing outline, both lobes of a bow-tie kept; None when no area is left."""
    whole = shapely.make_valid(broken, method="structure", keep_collapsed=False)
    whole = shapely.set_precision(whole, 10.0**-DECIMALS)
    areas = [part for part in shapely.get_parts(whole) if shapely.get_type_id(part) == _POLYGON and part.area > 0]
    if not areas:
        return None
    return areas[0] if len(areas) == 1 else shapely.multipolygons(areas)


def few_crossings(shape: Geometry, limit: int = MAX_CROSSINGS) -> bool:
    """Whether the outline's own segments cross at most `limit` times; looks in slices so that a hostile row stays cheap."""
    rings = shapely.get_rings(shape)
    coordinates, index = shapely.get_coordinates(rings, return_index=True)
    inside = index[:-1] == index[1:]
    segments = shapely.linestrings(np.stack([coordinates[:-1], coordinates[1:]], axis=1)[inside])
    tree = shapely.STRtree(segments)
    found = 0
    for start in range(0, len(segments), _SLICE):
        found += tree.query(segments[start : start + _SLICE], predicate="crosses").shape[1] // 2
        if found > limit:
            return False
    return True


def _hull_m2(broken: Geometry, whole: Geometry) -> tuple[float, float]:
    """Area as drawn (holes off, crossing lobes cancelling) and after the repair."""
    before, after = shapely.area(to_metres(np.array([broken, whole], dtype=object)))
    return round(float(before), 1), round(float(after), 1)


def _parts(shape: Geometry) -> int:
    return int(shapely.get_num_geometries(shape))


def _measure(sieve: Sieve) -> None:
    areas = np.zeros(len(sieve.shapes))
    standing = sieve.standing.copy()
    areas[standing] = shapely.area(to_metres(sieve.shapes[standing]))
    sieve.areas_m2 = areas
    is_point = shapely.get_type_id(sieve.shapes) == _POINT
    for index in np.flatnonzero(standing & ~is_point & (areas < MIN_AREA_M2)):
        sieve.refuse_row(int(index), "too_small", area_m2=round(float(areas[index]), 2), limit=MIN_AREA_M2)


def _refuse_repeated(sieve: Sieve) -> None:
    """The same outline twice. Points are not outlines: several blocks may share one geocode (see gis.exchange.buildings)."""
    rows = np.flatnonzero(sieve.standing & (shapely.get_type_id(sieve.shapes) != _POINT))
    first: dict[bytes, int] = {}
    for index, key in zip(rows, shapely.to_wkb(shapely.normalize(sieve.shapes[rows])), strict=True):
        seen = first.setdefault(key, int(index))
        if seen != index:
            sieve.refuse_row(int(index), "duplicate", first_row=seen + 1)
