"""The community's own boundary, and plans drawn elsewhere: areas from any vector file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from gis.exchange.cleaning import Sieve, mended, sieve_areas
from gis.exchange.columns import Roles
from gis.exchange.errors import BoundaryAbsent, BoundaryAmbiguous
from gis.exchange.layers import read_layer
from gis.exchange.plane import to_metres
from gis.exchange.report import Remark, remark, tally

CLEARLY_LARGEST = 10.0
"""A boundary in several parts: the largest is taken when it has this many times the area of the next."""


@dataclass(frozen=True, slots=True)
class BoundaryReading:
    """shape: one valid area without holes, lon/lat SRID 4490."""

    shape: Polygon
    area_m2: float
    remarks: tuple[Remark, ...]
    crs: str


@dataclass(frozen=True, slots=True)
class PartRow:
    row: int
    source: str
    name: str
    code: str
    shape: BaseGeometry
    area_m2: float


@dataclass(frozen=True, slots=True)
class PartitionReading:
    taken: tuple[PartRow, ...]
    refused: tuple[Remark, ...]
    repaired: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    crs: str


def read_boundary(path: Path | str, **options: Any) -> BoundaryReading:
    """One area. Touching areas are joined, holes filled; of parts that lie apart the clearly largest is taken, with a remark.

    options: layer, encoding, crs, datum as for read_buildings. Raises BoundaryAmbiguous, BoundaryAbsent and the file's refusals.
    """
    read = read_layer(Path(path), **options)
    sieve = sieve_areas(read, points=False)
    shapes = sieve.shapes[sieve.standing]
    if not len(shapes):
        raise BoundaryAbsent(rows=len(read), reasons=tally(sieve.refused))
    remarks = [*read.remarks, *sieve.repaired, *sieve.refused]
    whole = _joined(shapes, remarks)
    polygon = _filled(_largest(whole, remarks), remarks)
    return BoundaryReading(polygon, _area(polygon), tuple(remarks), read.crs)


def read_partition(path: Path | str, **options: Any) -> PartitionReading:
    """Areas with names, as they were drawn: not yet fitted to anybody's buildings."""
    read = read_layer(Path(path), **options)
    sieve = sieve_areas(read, points=False)
    roles = Roles(read.columns)
    names, codes = roles.texts("name", len(read)), roles.texts("code", len(read))
    rows = [
        PartRow(index + 1, _source(sieve, index), names[index], codes[index], sieve.shapes[index], round(float(sieve.areas_m2[index]), 1))
        for index in map(int, np.flatnonzero(sieve.standing))
    ]
    return PartitionReading(tuple(rows), tuple(sieve.refused), tuple(sieve.repaired), read.remarks, read.crs)


def _source(sieve: Sieve, index: int) -> str:
    given = sieve.layer.ids[index]
    return f"{sieve.layer.id_column}:{given}" if given else f"row:{index + 1}"


def _joined(shapes: np.ndarray, remarks: list[Remark]) -> BaseGeometry:
    whole = shapely.union_all(shapes)
    if len(shapes) > 1:
        remarks.append(remark("boundary_dissolved", rows=len(shapes)))
    return whole


def _largest(whole: BaseGeometry, remarks: list[Remark]) -> Polygon:
    parts = sorted(shapely.get_parts(whole), key=lambda part: -part.area)
    areas = [_area(part) for part in parts]
    if len(parts) > 1:
        if areas[0] < CLEARLY_LARGEST * areas[1]:
            raise BoundaryAmbiguous(areas_m2=[round(area) for area in areas[:5]])
        remarks.append(remark("boundary_parts_left", parts=len(parts), left_m2=round(sum(areas[1:]))))
    return parts[0]


def _filled(polygon: Polygon, remarks: list[Remark]) -> Polygon:
    outline = Polygon(polygon.exterior)
    if polygon.interiors:
        remarks.append(remark("holes_filled", holes=len(polygon.interiors)))
    if outline.is_valid:
        return outline
    whole = mended(outline)
    if not isinstance(whole, Polygon):
        raise BoundaryAbsent(rows=1, reasons={"geometry_repaired": 1})
    return whole


def _area(shape: BaseGeometry) -> float:
    return round(float(shapely.area(to_metres(np.array([shape], dtype=object)))[0]), 1)
