"""The plain case of an exact cut, and by far the usual one: a straight line that enters an atom once and leaves it once.

Each border that the line crosses takes one new corner, the crossing rounded to the lattice: the same for both atoms beside it, since it is
reckoned from the border alone. Whatever is not as plain (a bend inside the atom, a corner or a footprint near the line, a hole, several
crossings) is left to the noding of all lines together; and what is made here is proved like any cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from domain.ids import BuildingId
from domain.values import Atom
from gis.shapes import Rings

NEAR_MM = 3.0
"""A corner or a footprint nearer to the line than rounding could move it makes the case not plain."""

STRAIGHT_MM = 0.01
PLAIN = ("Polygon", "Point")
"""Footprints in one piece; a point has no ground that a line could cut."""

Floats = NDArray[np.float64]
Segment = tuple[int, int, int, int]
Stretch = tuple[Floats, Floats]
"""Start and end of one straight part of the line."""


def straightened(path: Floats) -> Floats:
    """Without the corners at which the line goes straight on."""
    kept = [path[0]]
    for corner, following in pairwise(path[1:]):
        if abs(_off(corner[None], (kept[-1], following))[0]) > STRAIGHT_MM:
            kept.append(corner)
    return np.array([*kept, path[-1]])


class Case(StrEnum):
    """missed: the line does not meet the atom. whole: a building stands in its way. other: not plain."""

    MISSED = "missed"
    WHOLE = "whole"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Chord:
    """sides: the two pieces of the atom, each one ring, with its buildings, from the west. corners: of each border that was crossed the new
    corner (x, y)."""

    sides: tuple[tuple[Rings, tuple[BuildingId, ...]], ...]
    corners: Mapping[Segment, list[int]]


def chord(atom: Atom, outline: Floats, path: Floats, footprints: Mapping[BuildingId, BaseGeometry], least_mm2: float) -> Chord | Case:
    """Both sides of the atom, or why there are none. outline: its corners; path: (n, 2) corners of the line; all on the lattice's plane."""
    homes = [footprints.get(each) for each in atom.buildings]
    if len(atom.rings) > 1 or any(home is None or home.geom_type not in PLAIN for home in homes):
        return Case.OTHER
    stand = [shapely.get_coordinates(home) for home in homes]
    stretch = _stretch(path, np.concatenate([outline, *stand]) if stand else outline)
    if not isinstance(stretch, tuple):
        return stretch
    off = _off(outline, stretch)
    if np.abs(off).min() < NEAR_MM:
        return Case.OTHER
    left = off > 0
    crossed = np.flatnonzero(left != np.roll(left, -1)).tolist()
    if len(crossed) != 2:
        return Case.OTHER if crossed else Case.MISSED
    at = [_side(_off(corners, stretch)) for corners in stand]
    if Case.OTHER in at:
        return Case.OTHER
    return Case.WHOLE if Case.WHOLE in at else _parted(atom, crossed, bool(left[(crossed[0] + 1) % len(left)]), stretch, at, least_mm2)


def _parted(
    atom: Atom, crossed: list[int], is_inner_left: bool, stretch: Stretch, at: Sequence[bool | Case], least_mm2: float
) -> Chord | Case:
    """crossed: the two borders of the ring, by their first corner; at: of each building whether it stands on the left."""
    flat, (first, second) = atom.rings[0], crossed
    segments = [_segment(flat, i) for i in crossed]
    new = [_crossing(segment, stretch) for segment in segments]
    inner = (*new[0], *flat[2 * first + 2 : 2 * second + 2], *new[1])
    outer = (*flat[: 2 * first + 2], *new[0], *new[1], *flat[2 * second + 2 :])
    if min(_double_area(inner), _double_area(outer)) < 2 * least_mm2:
        return Case.OTHER
    both = sorted(((inner, is_inner_left), (outer, not is_inner_left)), key=lambda side: _bounds(side[0]))
    sides = tuple(
        ((_begun(piece),), tuple(each for each, side in zip(atom.buildings, at, strict=True) if side == is_left)) for piece, is_left in both
    )
    return Chord(sides, dict(zip(segments, map(list, new), strict=True)))


def _stretch(path: Floats, corners: Floats) -> Stretch | Case:
    """The one straight stretch of the path that comes near these corners; other where it bends or ends there, or several do."""
    low, high = corners.min(axis=0) - NEAR_MM, corners.max(axis=0) + NEAR_MM
    if ((path >= low) & (path <= high)).all(axis=1).any():
        return Case.OTHER
    starts, ends = path[:-1], path[1:]
    near = ((np.minimum(starts, ends) <= high) & (np.maximum(starts, ends) >= low)).all(axis=1)
    box = np.array([low, (high[0], low[1]), high, (low[0], high[1])])
    found = [(starts[i], ends[i]) for i in np.flatnonzero(near).tolist()]
    hits = [each for each in found if len(set((_off(box, each) > 0).tolist())) > 1]
    if not hits:
        return Case.MISSED
    return hits[0] if len(hits) == 1 else Case.OTHER


def _off(corners: Floats, stretch: Stretch) -> Floats:
    """Millimetres left of the line, of each corner."""
    (x, y), (along_x, along_y) = stretch[0], stretch[1] - stretch[0]
    return ((corners[:, 1] - y) * along_x - (corners[:, 0] - x) * along_y) / np.hypot(along_x, along_y)


def _side(off: Floats) -> bool | Case:
    """Whether a footprint lies left of the line; whole where the line runs through it, other where it comes near. A point is never near."""
    low, high = off.min(), off.max()
    if len(off) == 1:
        return bool(low > 0)
    if low > NEAR_MM or high < -NEAR_MM:
        return bool(low > 0)
    return Case.WHOLE if low < -NEAR_MM and high > NEAR_MM else Case.OTHER


def _segment(flat: Sequence[int], i: int) -> Segment:
    end = (2 * i + 2) % len(flat)
    return flat[2 * i], flat[2 * i + 1], flat[end], flat[end + 1]


def _crossing(segment: Segment, stretch: Stretch) -> tuple[int, int]:
    """Where the line crosses a border, to the millimetre; the same from either side of the border."""
    a, b = sorted((segment[:2], segment[2:]))
    (x, y), (along_x, along_y) = stretch[0].tolist(), (stretch[1] - stretch[0]).tolist()
    before, after = ((p[1] - y) * along_x - (p[0] - x) * along_y for p in (a, b))
    share = before / (before - after)
    return round(a[0] + share * (b[0] - a[0])), round(a[1] + share * (b[1] - a[1]))


def _double_area(flat: Sequence[int]) -> int:
    xs, ys = flat[::2], flat[1::2]
    return sum(map(int.__mul__, xs, (*ys[1:], ys[0]))) - sum(map(int.__mul__, (*xs[1:], xs[0]), ys))


def _bounds(flat: Sequence[int]) -> tuple[int, ...]:
    return min(flat[::2]), min(flat[1::2]), max(flat[::2]), max(flat[1::2])


def _begun(flat: tuple[int, ...]) -> tuple[int, ...]:
    """The ring begun at its smallest corner, as stored rings are."""
    points = list(zip(flat[::2], flat[1::2], strict=True))
    at = 2 * points.index(min(points))
    return flat[at:] + flat[:at]
