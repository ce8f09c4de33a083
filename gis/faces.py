"""From border lines to atoms: node all lines once on the lattice, polygonise, give every face to a seat, join the faces of a seat."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.coverage import Edges, shared_lengths

ACROSS_ROAD = 1e-3
"""What a millimetre of shared border counts when a road runs along it: faces join across a road only when nothing else is left."""
ON_ROAD_MM = 2.0

Ints = NDArray[np.int64]


def faces_of(lines: NDArray[np.object_], land: BaseGeometry) -> NDArray[np.object_]:
    """The lattice polygons that the lines and the border of `land` cut it into.

    One noding of all linework, not an overlay cell by cell: GEOS overlays with a grid fail on thousands of neighbouring cells.
    """
    noded = shapely.union_all(np.append(lines, shapely.boundary(land)), grid_size=1)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    shapely.prepare(land)
    return faces[shapely.contains_properly(land, shapely.point_on_surface(faces))]


def owners_of(
    faces: NDArray[np.object_], seats: NDArray[np.object_], points: NDArray[np.float64], roads: BaseGeometry | None
) -> tuple[Ints, Ints]:
    """For each face the seat it goes to, and for each seat the one it is joined with (itself, where a border parts it from all others).

    A face goes to the seat whose point it holds, else to the seat it lies in, else to the neighbour with the longest shared border.
    """
    owner, joined = _by_point(faces, points)
    _by_shape(owner, faces, seats, joined)
    _by_border(owner, faces, roads)
    return owner, joined


def _by_point(faces: NDArray[np.object_], points: NDArray[np.float64]) -> tuple[Ints, Ints]:
    owner = np.full(len(faces), -1, dtype=np.int64)
    joined = np.arange(len(points))
    seat, face = shapely.STRtree(faces).query(shapely.points(points), predicate="intersects")
    for s, f in zip(seat.tolist(), face.tolist(), strict=True):
        if owner[f] < 0:
            owner[f] = s
        else:
            joined[s] = owner[f]
    return owner, joined


def _by_shape(owner: Ints, faces: NDArray[np.object_], seats: NDArray[np.object_], joined: Ints) -> None:
    free = np.flatnonzero(owner < 0)
    face, seat = shapely.STRtree(seats).query(shapely.point_on_surface(faces[free]), predicate="intersects")
    smallest_last = np.argsort(-shapely.area(seats)[seat], kind="stable")
    owner[free[face[smallest_last]]] = joined[seat[smallest_last]]


def _by_border(owner: Ints, faces: NDArray[np.object_], roads: BaseGeometry | None) -> None:
    if (owner >= 0).all():
        return
    left, right, length = _borders(faces, roads)
    here, there, length = np.concatenate([left, right]), np.concatenate([right, left]), np.concatenate([length, length])
    while True:
        open_ = (owner[here] < 0) & (owner[there] >= 0)
        if not open_.any():
            return
        _join_longest(owner, here[open_], owner[there[open_]], length[open_])


def _join_longest(owner: Ints, face: Ints, seat: Ints, length: NDArray[np.float64]) -> None:
    """One round: every face takes the seat with which its shared border, summed over the faces of that seat, is longest."""
    span = int(owner.max()) + 1
    key, back = np.unique(face * span + seat, return_inverse=True)
    total = np.bincount(back, weights=length)
    shortest_first = np.lexsort((-key, total))
    owner[key[shortest_first] // span] = key[shortest_first] % span


def _borders(faces: NDArray[np.object_], roads: BaseGeometry | None) -> tuple[Ints, Ints, NDArray[np.float64]]:
    edges = Edges.of_areas(faces)
    weight = edges.length_mm
    if roads is not None:
        middle = (edges.vertices[edges.start] + edges.vertices[edges.end]) / 2
        lines = shapely.STRtree(shapely.get_parts(roads))
        weight[lines.query(shapely.points(middle), predicate="dwithin", distance=ON_ROAD_MM)[0]] *= ACROSS_ROAD
    return shared_lengths(edges, weight)


def dissolve(faces: NDArray[np.object_], owner: Ints, points: NDArray[np.float64], roads: BaseGeometry | None) -> list[BaseGeometry]:
    """The union of each seat's faces, connected; an empty polygon for a seat without a face.

    Rounding can part a face from its seat; such a face goes to a neighbour (`owner` is changed).
    """
    unions = _unions(faces, owner, len(points))
    torn = [s for s, union in enumerate(unions) if shapely.get_num_geometries(union) > 1]
    for s in torn:
        mine = np.flatnonzero(owner == s)
        home = min(shapely.get_parts(unions[s]), key=shapely.points(points[s]).distance)
        owner[mine[~shapely.intersects(home, shapely.point_on_surface(faces[mine]))]] = -1
    if torn:
        _by_border(owner, faces, roads)
        return _unions(faces, owner, len(points))
    return unions


def _unions(faces: NDArray[np.object_], owner: Ints, seats: int) -> list[BaseGeometry]:
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(seats + 1))
    return [_union(faces[order[a:b]]) for a, b in pairwise(bounds)]


def _union(group: NDArray[np.object_]) -> BaseGeometry:
    if len(group) == 0:
        return shapely.Polygon()
    if len(group) == 1:
        return group[0]
    whole = shapely.coverage_union_all(group)
    return shapely.get_geometry(whole, 0) if shapely.get_num_geometries(whole) == 1 else whole
