"""Edge arithmetic on a coverage of lattice polygons: every statement here is about whole numbers and has no tolerance.

A directed edge of one face is cancelled by the same edge backwards in a neighbour. What is left over is the coverage's own ring.
Equal border chains mean equal winding numbers everywhere, so with counter-clockwise faces each inner point lies in exactly one face.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.shapes import Rings

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Edges:
    """Directed border segments of many faces. face: number of the face (its place in the sequence given); start, end: vertex numbers;
    vertices: (v, 2) lattice millimetres; twin: number of the edge that runs backwards, -1 where none does."""

    face: Ints
    start: Ints
    end: Ints
    vertices: Ints
    twin: Ints

    @classmethod
    def of(cls, faces: Sequence[Rings]) -> Edges:
        return cls._from(*_corners(faces))

    @classmethod
    def of_areas(cls, areas: NDArray[np.object_]) -> Edges:
        """The edges of lattice polygons."""
        rings, face = shapely.get_rings(shapely.orient_polygons(areas), return_index=True)
        points, ring = shapely.get_coordinates(rings, return_index=True)
        kept = np.append(ring[1:] == ring[:-1], False)
        return cls._from(np.rint(points[kept]).astype(np.int64), ring[kept], face[ring[kept]])

    @classmethod
    def _from(cls, corners: Ints, ring: Ints, face: Ints) -> Edges:
        following = np.arange(1, len(corners) + 1)
        last = np.flatnonzero(np.diff(ring, append=-1))
        following[last] = np.concatenate([[0], last[:-1] + 1]) if len(last) else last
        key, vertex = np.unique(_packed(corners), return_inverse=True)
        start, end = vertex, vertex[following] if len(vertex) else vertex
        return cls(face, start, end, _unpacked(key), _twins(start, end, len(key)))

    @property
    def length_mm(self) -> NDArray[np.float64]:
        return np.hypot(*(self.vertices[self.end] - self.vertices[self.start]).T.astype(float))

    def double_areas(self, faces: int) -> Ints:
        """Twice the signed area of each face in mm², exact (shoelace); holes count negative."""
        (x0, y0), (x1, y1) = self.vertices[self.start].T, self.vertices[self.end].T
        total = np.zeros(faces, dtype=np.int64)
        np.add.at(total, self.face, x0 * y1 - x1 * y0)
        return total


_SHIFT = 1 << 31


def _packed(corners: Ints) -> Ints:
    """(n, 2) lattice points, each within 2,147 km of the origin, as one number each; order is by x, then y."""
    return (corners[:, 0] << 32) + (corners[:, 1] + _SHIFT)


def _unpacked(key: Ints) -> Ints:
    return np.column_stack([key >> 32, (key & 0xFFFFFFFF) - _SHIFT])


def _corners(faces: Sequence[Rings]) -> tuple[Ints, Ints, Ints]:
    rings = [(number, ring) for number, face in enumerate(faces) for ring in face]
    count = np.array([len(ring) // 2 for _, ring in rings], dtype=np.int64)
    flat = np.fromiter(chain.from_iterable(ring for _, ring in rings), np.int64)
    of_face = np.array([number for number, _ in rings], dtype=np.int64)
    return flat.reshape(-1, 2), np.repeat(np.arange(len(rings)), count), np.repeat(of_face, count)


def _twins(start: Ints, end: Ints, vertices: int) -> Ints:
    forward, backward = start * vertices + end, end * vertices + start
    order = np.argsort(forward, kind="stable")
    at = np.minimum(np.searchsorted(forward, backward, sorter=order), max(len(order) - 1, 0))
    return np.where(forward[order[at]] == backward, order[at], -1) if len(order) else order


def uncancelled(faces: Sequence[Rings], ring: Rings) -> Ints:
    """(d, 4) segments x0 y0 x1 y1 that neither a neighbour nor the community's ring accounts for; none: the faces tile it exactly."""
    edges = Edges.of([*faces, ring])
    sign = np.where(edges.face == len(faces), -1, 1)
    low, high = np.minimum(edges.start, edges.end), np.maximum(edges.start, edges.end)
    pair, back = np.unique(low * len(edges.vertices) + high, return_inverse=True)
    net = np.zeros(len(pair), dtype=np.int64)
    np.add.at(net, back, np.where(edges.start < edges.end, sign, -sign))
    wrong = pair[net != 0]
    return np.concatenate([edges.vertices[wrong // len(edges.vertices)], edges.vertices[wrong % len(edges.vertices)]], axis=1)


def unlike(faces: Sequence[Rings], others: Sequence[Rings]) -> int:
    """How many directed segments the faces' borders walk oftener than the others', or less often; 0: both hold the same land."""
    corners, ring, face = _corners([*faces, *others])
    key = _packed(corners)
    following = np.append(key[1:], key[:1])
    last = np.flatnonzero(np.append(ring[1:] != ring[:-1], True))
    following[last] = key[np.append(0, last[:-1] + 1)]
    low, high = np.minimum(key, following), np.maximum(key, following)
    order = np.lexsort((high, low))
    first = np.flatnonzero(np.append(True, (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)))
    times = np.where((key < following) == (face < len(faces)), 1, -1)
    return int(np.abs(np.add.reduceat(times[order], first)).sum())


def shared_lengths(edges: Edges, weight: NDArray[np.float64] | None = None) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Faces that share a border: (left, right, millimetres) with left < right. Meeting in a point is not sharing.

    weight: per directed edge, instead of its length.
    """
    length = edges.length_mm if weight is None else weight
    inner = np.flatnonzero(edges.twin >= 0)
    left, right = edges.face[inner], edges.face[edges.twin[inner]]
    once = left < right
    faces = int(edges.face.max(initial=-1)) + 1
    key, back = np.unique(left[once] * faces + right[once], return_inverse=True)
    return key // max(faces, 1), key % max(faces, 1), np.bincount(back, weights=length[inner[once]], minlength=len(key))
