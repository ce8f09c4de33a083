"""Boundaries drawn by hand or brought from elsewhere, against the community they shall divide: how much overlaps, is missing, sticks out.

Drawn polygons carry no atoms, so this is a measurement in m², not a proof; `topology.check_partition` is the proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from domain.ids import GridId
from gis.crs import MM, LocalPlane
from gis.shapes import to_degrees, to_lattice
from gis.topology import Finding, Place

_MM2 = float(MM * MM)


@dataclass(frozen=True, slots=True)
class BoundaryReport:
    """Areas in m² on the local plane. findings: grid.self_crossing, plan.overlap, plan.gap, plan.outside, each with a place (lon, lat)
    and, all but the first, its own area. With a self-crossing boundary nothing else is measured and the areas are None."""

    overlap_m2: float | None
    gap_m2: float | None
    outside_m2: float | None
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return not self.findings


def check_boundaries(drawn: Mapping[GridId, BaseGeometry], community: BaseGeometry) -> BoundaryReport:
    """Drawn grids against a community, all polygons in (lon, lat) degrees, SRID 4490, compared on a lattice of millimetres.

    Ground that three grids claim counts twice as overlap: once for each claim too many.
    """
    plane = LocalPlane.around(shapely.bounds(community).reshape(2, 2).mean(axis=0))
    grids = sorted(drawn)
    shapes = to_lattice([drawn[grid] for grid in grids], plane)
    land = to_lattice([community], plane)[0]
    crossing = _self_crossing(grids, shapes, plane)
    if crossing:
        return BoundaryReport(None, None, None, crossing)
    claimed = shapely.union_all(shapes)
    gap, outside = shapely.difference(land, claimed), shapely.difference(claimed, land)
    twice = float((shapely.area(shapes).sum() - claimed.area) / _MM2)
    findings = chain(
        _overlaps(grids, shapes, plane),
        _areas("plan.gap", gap, plane),
        _areas("plan.outside", outside, plane),
    )
    return BoundaryReport(max(twice, 0.0), gap.area / _MM2, outside.area / _MM2, tuple(findings))


def _self_crossing(grids: list[GridId], shapes: NDArray[np.object_], plane: LocalPlane) -> tuple[Finding, ...]:
    broken = np.flatnonzero(~shapely.is_valid(shapes))
    return tuple(Finding("grid.self_crossing", _crossing_place(shapes[i], plane), grids[i]) for i in broken)


def _crossing_place(shape: BaseGeometry, plane: LocalPlane) -> Place:
    """Where the outline meets itself, as near as the validity check names it: "Self-intersection[x y]"."""
    at = shapely.is_valid_reason(shape).rpartition("[")[2].rstrip("]").split()
    lon, lat = plane.to_degrees([float(number) for number in at])[0].tolist()
    return lon, lat


def _overlaps(grids: list[GridId], shapes: NDArray[np.object_], plane: LocalPlane) -> list[Finding]:
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    common = shapely.intersection(shapes[left[once]], shapes[right[once]])
    return [
        Finding("plan.overlap", _inside(shape, plane), grids[i], amount_m2=shape.area / _MM2)
        for shape, i in zip(common, left[once], strict=True)
        if shape.area > 0
    ]


def _areas(code: str, shape: BaseGeometry, plane: LocalPlane) -> list[Finding]:
    return [Finding(code, _inside(part, plane), amount_m2=part.area / _MM2) for part in shapely.get_parts(shape) if part.area > 0]


def _inside(shape: BaseGeometry, plane: LocalPlane) -> Place:
    largest = max(shapely.get_parts(shape), key=shapely.area)
    lon, lat = shapely.get_coordinates(to_degrees(shapely.point_on_surface(largest), plane))[0].tolist()
    return lon, lat
