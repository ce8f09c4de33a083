"""Border lines halfway between seats: the Voronoi diagram of points set along their outlines, thinned.

Points stand closer together where another seat is near, so that a border between two seats passes between them; where it still
touches a footprint (walls that touch or nearly touch) that footprint's own outline becomes a border line too.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi

NEAR_MM = 12_000
STEP_MM = (1_500.0, 25_000.0)
"""Least and greatest distance between points along an outline: twice the clearance keeps a border off both footprints."""
SHORT_EDGE = 0.4
"""Edges shorter than this many steps share their points with the next ones."""
WALL_MM = 500.0
WALL_STEP_MM = 10_000.0
"""Walls nearer than this to another's touch for all that points can do: few suffice, the outline itself becomes the border there."""
INSET_MM = 200
"""Points stand this far inside the outline, so that touching walls get their border between them."""
THIN_MM = 1_500.0
"""Greatest move of a border by thinning; less where the seats leave less room."""
TOUCH_MM = 10.0

Lines = NDArray[np.object_]
Floats = NDArray[np.float64]


def border_lines(seats: NDArray[np.object_], land: shapely.Geometry) -> Lines:
    """Lattice lines that part the seats from each other, everywhere on `land`: thinned Voronoi borders and, where they touch a
    footprint, its outline. They are not noded."""
    if len(seats) < 2:
        return np.array([], dtype=object)
    sites, owners = _sites(seats)
    arcs, room = _arcs(*_ridges(sites, owners, land))
    thin = shapely.simplify(arcs, np.minimum(THIN_MM, 0.6 * room), preserve_topology=False)
    touched = np.unique(shapely.STRtree(seats).query(thin, predicate="dwithin", distance=TOUCH_MM)[1])
    return np.concatenate([thin, shapely.boundary(seats[touched])])


def _outlines(seats: NDArray[np.object_]) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Starts, ends and seat of every outer edge; the inside is on the left."""
    rings = shapely.get_exterior_ring(shapely.orient_polygons(seats))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return corners[:-1][same], corners[1:][same], ring[:-1][same]


def _clearance(starts: Floats, ends: Floats, of: NDArray[np.int64], seats: Lines) -> Floats:
    """Distance of each edge to the nearest other seat, at most NEAR_MM."""
    mine, other = shapely.STRtree(seats).query(seats, predicate="dwithin", distance=NEAR_MM)
    mine, other = mine[mine != other], other[mine != other]
    first, last = np.searchsorted(of, mine), np.searchsorted(of, mine, side="right")
    edge = _ranges(first, last - first)
    lines = shapely.linestrings(np.stack([starts, ends], axis=1))
    clear = np.full(len(of), float(NEAR_MM))
    np.minimum.at(clear, edge, shapely.distance(lines[edge], np.repeat(seats[other], last - first)))
    return clear


def _ranges(first: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """first[0], first[0]+1, … count[0] of them, then the same for the next."""
    return np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())


def _sites(seats: NDArray[np.object_]) -> tuple[Floats, NDArray[np.int64]]:
    """Points along the outlines and the seat of each."""
    starts, ends, of = _outlines(seats)
    along = ends - starts
    length = np.hypot(*along.T)
    clear = _clearance(starts, ends, of, seats)
    count = _count(length / np.where(clear < WALL_MM, WALL_STEP_MM, np.clip(2 * clear, *STEP_MM)), of)
    edge = np.repeat(np.arange(len(of)), count)
    part = (_ranges(np.zeros(len(count), dtype=np.int64), count) + 0.5) / count[edge]
    inward = np.column_stack([-along[:, 1], along[:, 0]]) / np.maximum(length, 1)[:, None]
    depth = np.minimum(INSET_MM, shapely.area(seats) / shapely.length(seats))
    return starts[edge] + along[edge] * part[:, None] + (inward * depth[of][:, None])[edge], of[edge]


def _count(steps: Floats, of: NDArray[np.int64]) -> NDArray[np.int64]:
    """Points for each edge of so many steps: equal walls get equal points, so that the border between them lies in the middle; edges
    much shorter than a step (round outlines) take turns. A seat with few points gets one on every edge."""
    short = steps < SHORT_EDGE
    walked = np.cumsum(np.where(short, steps, 0.0)) + 0.5
    count = np.where(short, np.diff(np.floor(walked), prepend=0.0), np.ceil(steps - 1e-9)).astype(np.int64)
    few = np.bincount(of, weights=count)[of] < 3
    return np.where(few, np.maximum(count, 1), count)


def _ridges(sites: Floats, owners: NDArray[np.int64], land: shapely.Geometry) -> tuple[Floats, Floats]:
    """(m, 2, 2) border segments between different owners and their distance to the points they part.

    A ring of points without owner, too far off to reach the land, makes every segment on it finite.
    """
    x0, y0, x1, y1 = land.bounds
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    far = 3 * max(x1 - x0, y1 - y0) * np.column_stack([np.cos(turn), np.sin(turn)])
    diagram = Voronoi(np.concatenate([sites - middle, far]))
    owners = np.concatenate([owners, np.full(len(far), -1)])
    between, ends = diagram.ridge_points, np.asarray(diagram.ridge_vertices)
    left, right = owners[between].T
    wanted = (left != right) & (np.minimum(left, right) >= 0) & (ends.min(axis=1) >= 0)
    room = np.hypot(*(diagram.points[between[wanted, 0]] - diagram.points[between[wanted, 1]]).T) / 2
    return diagram.vertices[ends[wanted]] + middle, room


def _arcs(segments: Floats, room: Floats) -> tuple[Lines, Floats]:
    """Segments merged into lines from junction to junction, and the least room beside each line."""
    arcs = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(shapely.linestrings(segments))))
    corners, arc = shapely.get_coordinates(arcs, return_index=True)
    same = np.flatnonzero(arc[1:] == arc[:-1])
    middles, known = _number(corners[same] + corners[same + 1]), _number(segments.sum(axis=1))
    order = np.argsort(known)
    beside = room[order[np.searchsorted(known, middles, sorter=order)]]
    return arcs, np.minimum.reduceat(beside, np.flatnonzero(np.diff(arc[same], prepend=-1)))


def _number(points: Floats) -> NDArray[np.complex128]:
    return points[:, 0] + 1j * points[:, 1]
