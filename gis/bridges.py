"""Buildings of several parts made connected: a narrow strip from part to part, where no other building stands between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.shapes import POLYGON

REACH_MM = 100_000
"""Parts further apart than this are not joined: nobody would call them one building."""
HALF_WIDTH_MM = 100
MANY = 3
"""Parts with more buildings than this between them stay apart."""


@dataclass(frozen=True, slots=True)
class Bridged:
    """areas: one connected polygon for each room, the largest part with what could be joined to it. loose: rooms with parts left over.
    between: (2, m) pairs of a loose room and a room that stands in its way."""

    areas: NDArray[np.object_]
    loose: tuple[int, ...]
    between: NDArray[np.int64]


def bridge(rooms: NDArray[np.object_], land: BaseGeometry | None) -> Bridged:
    """Joins the parts of every lattice area in `rooms`; strips stay on `land` and cross neither other rooms nor each other."""
    areas = rooms.copy()
    several = np.flatnonzero(shapely.get_num_geometries(rooms) > 1)
    builder = _Builder(rooms, land)
    left: dict[int, list[BaseGeometry]] = {}
    for i in several.tolist():
        areas[i], rest = builder.join(i)
        if rest:
            left[i] = rest
    wrapped = shapely.get_type_id(areas) != POLYGON
    areas[wrapped] = shapely.get_geometry(areas[wrapped], 0)
    pairs = [(i, other) for i, rest in left.items() for other in builder.in_the_way(i, areas[i], rest)]
    return Bridged(areas, tuple(left), np.array(pairs, dtype=np.int64).reshape(-1, 2).T)


class _Builder:
    def __init__(self, rooms: NDArray[np.object_], land: BaseGeometry | None) -> None:
        self._rooms, self._land = rooms, land
        self._tree = shapely.STRtree(rooms)
        self._strips: list[BaseGeometry] = []

    def join(self, i: int) -> tuple[BaseGeometry, list[BaseGeometry]]:
        """Room i connected as far as possible, from its largest part, and the parts left over."""
        parts = sorted(shapely.get_parts(self._rooms[i]), key=lambda part: (-part.area, part.bounds))
        joined, waiting = parts[0], parts[1:]
        while (step := self._step(i, joined, waiting)) is not None:
            joined, reached = step
            waiting = [part for part in waiting if part is not reached]
        return joined, waiting

    def _step(self, i: int, joined: BaseGeometry, waiting: list[BaseGeometry]) -> tuple[BaseGeometry, BaseGeometry] | None:
        for part in sorted(waiting, key=joined.distance):
            strip = self._strip(joined, part)
            if strip is None or len(self._crossed(i, strip)) or any(strip.intersects(other) for other in self._strips):
                continue
            whole = shapely.union_all([joined, strip, part], grid_size=1)
            if shapely.get_num_geometries(whole) == 1:
                self._strips.append(strip)
                return shapely.get_parts(whole)[0], part
        return None

    def _strip(self, one: BaseGeometry, other: BaseGeometry) -> BaseGeometry | None:
        line = shapely.shortest_line(one, other)
        strip = line.buffer(HALF_WIDTH_MM, cap_style="square")
        return strip if line.length <= REACH_MM and (self._land is None or self._land.covers(strip)) else None

    def _crossed(self, i: int, strip: BaseGeometry) -> list[int]:
        return [room for room in self._tree.query(strip, predicate="intersects").tolist() if room != i]

    def in_the_way(self, i: int, joined: BaseGeometry, rest: list[BaseGeometry]) -> list[int]:
        """Rooms between the joined area and the parts left over, where they are few."""
        found: set[int] = set()
        for part in rest:
            strip = self._strip(joined, part)
            crossed = [] if strip is None else self._crossed(i, strip)
            found.update(crossed if len(crossed) <= MANY else [])
        return sorted(found)
