"""Roads: lines along which a plan likes to draw its borders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import LineString

from gis.exchange.cleaning import DECIMALS, MAX_VERTICES
from gis.exchange.columns import Roles
from gis.exchange.errors import NothingInside
from gis.exchange.layers import Layer, read_layer
from gis.exchange.placing import not_finite, out_of_world, swapped
from gis.exchange.report import Remark, remark
from gis.exchange.words import words

OSM_ROADS = "highway is not null"
_LINES, _AREAS = (1, 2, 5), (3, 6)


class Rank(StrEnum):
    """How strongly a road divides: main roads are borders, paths are not."""

    MAIN = "main"
    LOCAL = "local"
    PATH = "path"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class RoadRow:
    """shape: lon/lat SRID 4490. A row of several lines gives several RoadRows. kind: the source's own word."""

    row: int
    shape: LineString
    kind: str
    rank: Rank
    name: str


@dataclass(frozen=True, slots=True)
class RoadReading:
    rows: int
    taken: tuple[RoadRow, ...]
    refused: tuple[Remark, ...]
    repaired: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    crs: str

    def dividing(self) -> RoadReading:
        """Of the lines those that may part one grid from the next: all but footways and tracks, which run through courtyards and houses."""
        return replace(self, taken=tuple(road for road in self.taken if road.rank is not Rank.PATH))


def read_roads(path: Path | str, **options: Any) -> RoadReading:
    """options: layer, encoding, crs, datum as for read_buildings. Road areas give their outlines. Raises the file's refusals."""
    read = read_layer(Path(path), wanted="line", osm_filter=OSM_ROADS, **options)
    refused, repaired = _refusals(read), []
    bad = {one.row - 1 for one in refused}
    roles = Roles(read.columns)
    names, kinds = roles.texts("name", len(read)), roles.texts("road", len(read))
    taken: list[RoadRow] = []
    for index in (row for row in range(len(read)) if row not in bad):
        shape = read.geometries[index]
        if shapely.get_type_id(shape) in _AREAS:
            shape = shapely.boundary(shape)
            repaired.append(remark("area_outlined", index + 1, read.ids[index]))
        kind = kinds[index].casefold()
        taken += [RoadRow(index + 1, line, kind, rank_of(kind), names[index]) for line in _lines(shape)]
    if not taken:
        raise NothingInside(layer=read.name)
    return RoadReading(len(read), tuple(taken), tuple(refused), tuple(repaired), read.remarks, read.crs)


def rank_of(kind: str) -> Rank:
    ranks = words()["roads"]
    for rank in (Rank.MAIN, Rank.LOCAL, Rank.PATH):
        if kind.removesuffix("_link") in ranks[rank.value]:
            return rank
    return Rank.UNSAID


def _refusals(layer: Layer) -> list[Remark]:
    shapes = layer.geometries
    kinds = shapely.get_type_id(shapes)
    checks = (
        ("geometry_absent", layer.absent),
        ("geometry_unreadable", shapely.is_missing(shapes)),
        ("geometry_empty", shapely.is_empty(shapes)),
        ("coordinates_not_finite", not_finite(shapes)),
        ("coordinates_swapped", swapped(shapes)),
        ("out_of_world", out_of_world(shapes)),
        ("too_many_vertices", shapely.get_num_coordinates(shapes) > MAX_VERTICES),
        ("not_a_line", ~np.isin(kinds, _LINES + _AREAS)),
    )
    found: dict[int, Remark] = {}
    for code, mask in checks:
        for index in map(int, np.flatnonzero(mask)):
            kind = "" if shapes[index] is None else shapes[index].geom_type
            found.setdefault(index, remark(code, index + 1, layer.ids[index], limit=MAX_VERTICES, kind=kind))
    return [found[index] for index in sorted(found)]


def _lines(shape: Any) -> list[LineString]:
    """Simple parts on the 7-decimal lattice, without those that shrink to a point."""
    parts = np.array([LineString(part) for part in shapely.get_parts(shape)], dtype=object)
    rounded = shapely.set_coordinates(parts, shapely.get_coordinates(parts).round(DECIMALS))
    return [line for line in rounded if line.length > 0]
