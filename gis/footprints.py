"""From footprints as they come (overlapping, doubled, touching, points, many parts) to seats: disjoint connected areas, one per atom.

Buildings that no border can part share a seat: doubles, points inside a footprint, footprints of which half of the smaller lies in the
other, and what stands between two parts of one building. Where less overlaps, the smaller footprint keeps the overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from domain.errors import Invalid
from domain.ids import BuildingId
from gis.bridges import bridge
from gis.crs import LocalPlane, refuse_bad_degrees
from gis.shapes import repair, to_lattice

SAME_PLACE_MM = 200
"""Points nearer than this to another building share its seat: no warden can tell them apart, no lattice should."""
POINT_SEAT_MM = 1_000
"""Half the side of the square that stands for a building known only as a point, where there is room for it."""
_SHARED = 0.5


class BuildingWithoutShape(Invalid):
    """A footprint is missing or empty. Facts: buildings (the first twenty ids), count."""

    code = "building.without_shape"


class BuildingTwice(Invalid):
    """The same building id came more than once. Facts: buildings (the first twenty ids), count."""

    code = "building.twice"


@dataclass(frozen=True, slots=True)
class Seats:
    """areas: disjoint connected lattice polygons. points: (n, 2) lattice, inside each. holds: the seat of each building.
    scattered: buildings with a part too far off, or cut off by too many others, to be joined."""

    areas: NDArray[np.object_]
    points: NDArray[np.float64]
    holds: NDArray[np.int64]
    scattered: tuple[int, ...]


def refuse_unusable(footprints: Sequence[tuple[BuildingId, BaseGeometry | None]]) -> None:
    """Raises BuildingTwice, BuildingWithoutShape or CoordinatesOutOfRange; nothing is guessed for a building without a place."""
    ids, shapes = [b for b, _ in footprints], np.array([s for _, s in footprints], dtype=object)
    seen: set[str] = set()
    doubled = [b for b in ids if b in seen or seen.add(b)]
    if doubled:
        raise BuildingTwice(buildings=doubled[:20], count=len(doubled))
    blank = [b for b, bad in zip(ids, shapely.is_missing(shapes) | shapely.is_empty(shapes), strict=True) if bad]
    if blank:
        raise BuildingWithoutShape(buildings=blank[:20], count=len(blank))
    refuse_bad_degrees(shapely.get_coordinates(shapes))


def lattice_footprints(shapes: Sequence[BaseGeometry], plane: LocalPlane) -> NDArray[np.object_]:
    """Valid lattice areas; what has no area (points, lines, collapsed rings) becomes a lattice point."""
    rough = to_lattice(shapes, plane)
    areas = repair(rough)
    flat = shapely.is_empty(areas)
    areas[flat] = shapely.points(np.rint(shapely.bounds(rough[flat]).reshape(-1, 2, 2).mean(axis=1)))
    return areas


def seat(shapes: NDArray[np.object_], land: BaseGeometry | None = None) -> Seats:
    """Seats for valid lattice footprints (areas or points), in the order of the first building of each.

    land: lattice area the seats must stay inside; shapes must have been clipped to it.
    """
    places, place_of = _distinct(shapes)
    whole, overlapped = _apart(places)
    pairs = np.concatenate([overlapped, _near_points(places)], axis=1)
    labels = _joined(len(places), pairs)
    bridged = bridge(_rooms(whole, labels), land)
    if bridged.between.size:
        first = np.unique(labels, return_index=True)[1]
        labels = _joined(len(places), np.concatenate([pairs, first[bridged.between]], axis=1))
        bridged = bridge(_rooms(whole, labels), land)
    holds = labels[place_of]
    return Seats(
        areas=bridged.areas,
        points=shapely.get_coordinates(shapely.point_on_surface(bridged.areas)),
        holds=holds,
        scattered=tuple(np.flatnonzero(np.isin(holds, bridged.loose)).tolist()),
    )


def _distinct(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Equal shapes once: a register that repeats one footprint for each of its doors must not cost the square of their number."""
    _, first, back = np.unique(shapely.to_wkb(shapely.normalize(shapes), hex=True), return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return shapes[first[order]], rank[back]


def _joined(count: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Group numbers in order of first appearance: numbers joined by a chain of pairs are one group."""
    links = coo_array((np.ones(pairs.shape[1], dtype=np.int8), (pairs[0], pairs[1])), shape=(count, count))
    _, labels = connected_components(links, directed=False)
    _, first, back = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[back]


def _pairs(shapes: NDArray[np.object_], of: NDArray[np.int64], distance: float) -> NDArray[np.int64]:
    """(2, m) pairs (one of `of`, any other) no further apart than `distance`."""
    found = shapely.STRtree(shapes).query(shapes[of], predicate="dwithin", distance=distance)
    found = np.stack([of[found[0]], found[1]])
    return found[:, found[0] != found[1]]


def _near_points(places: NDArray[np.object_]) -> NDArray[np.int64]:
    return _pairs(places, np.flatnonzero(shapely.get_dimensions(places) == 0), SAME_PLACE_MM)


def _apart(places: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Places with small overlaps cut off the larger one, and (2, m) pairs that overlap too much to be parted."""
    left, right = _overlapping(places)
    size = shapely.area(places)
    common = shapely.area(shapely.intersection(places[left], places[right]))
    touching = common > 0
    left, right, common = left[touching], right[touching], common[touching]
    heavy = common >= _SHARED * np.minimum(size[left], size[right])
    whole = places.copy()
    together = [(a, b) for a, b in zip(left[heavy], right[heavy], strict=True)]
    for a, b in zip(left[~heavy], right[~heavy], strict=True):
        winner, loser = (a, b) if (size[a], a) < (size[b], b) else (b, a)
        rest = shapely.difference(whole[loser], whole[winner], grid_size=1)
        if rest.is_empty or shapely.get_num_geometries(rest) > shapely.get_num_geometries(whole[loser]):
            together.append((a, b))
        else:
            whole[loser] = rest
    return whole, np.array(together, dtype=np.int64).reshape(-1, 2).T


def _overlapping(places: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    areas = np.flatnonzero(shapely.get_dimensions(places) == 2)
    left, right = shapely.STRtree(places[areas]).query(places[areas], predicate="intersects")
    once = left < right
    return areas[left[once]], areas[right[once]]


def _rooms(places: NDArray[np.object_], labels: NDArray[np.int64]) -> NDArray[np.object_]:
    """One area for each group: the union of its footprints, or a square around its first point."""
    flat = shapely.get_dimensions(places) == 0
    has_area = np.zeros(labels.max() + 1, dtype=bool)
    has_area[labels[~flat]] = True
    first = np.unique(labels, return_index=True)[1]
    rooms = places[first].copy()
    lonely = np.flatnonzero(~has_area)
    rooms[lonely] = _squares(places, labels, first[lonely])
    order = np.flatnonzero(~flat)[np.argsort(labels[~flat], kind="stable")]
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    for members in np.split(order, starts[1:]) if len(order) else ():
        together = places[members]
        rooms[labels[members[0]]] = together[0] if len(together) == 1 else shapely.union_all(together, grid_size=1)
    return rooms


def _squares(places: NDArray[np.object_], labels: NDArray[np.int64], points: NDArray[np.int64]) -> NDArray[np.object_]:
    """Squares around points, small enough to keep clear of every other group."""
    half = np.full(len(places), float(POINT_SEAT_MM))
    mine, other = _pairs(places, points, 4 * POINT_SEAT_MM)
    foreign = labels[mine] != labels[other]
    mine, other = mine[foreign], other[foreign]
    np.minimum.at(half, mine, 0.3 * shapely.distance(places[mine], places[other]))
    reach, (x, y) = np.floor(half[points]), shapely.get_coordinates(places[points]).T
    return shapely.box(x - reach, y - reach, x + reach, y + reach)
