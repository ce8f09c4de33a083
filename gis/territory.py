"""The community's land where nobody has drawn it: a margin around the buildings, closed over the streets between them.

A community is one connected area without holes. Groups of buildings apart from the rest are tied to it by a strip of land,
unless they are few and far: those are more likely a slip in the data, and are reported instead of being given a territory.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

MARGIN_MM = 30_000
CLOSING_MM = 60_000
"""Gaps up to twice this between the margins are closed."""
SIMPLIFY_MM = 5_000
FAR_MM = 2_000_000
FEW = 0.01
"""A group with less than this share of the buildings, further than FAR_MM from the rest, is an outlier."""
STRAY, OF_SMALL = 3, 0.1
"""So is one of fewer than three buildings, where those are less than a tenth of a small community."""


def derive(areas: NDArray[np.object_]) -> tuple[shapely.Polygon, NDArray[np.bool_]]:
    """Land for lattice areas as one lattice polygon, and which areas stand on it (the others are far outliers).

    Every area on it is at least 15 m from the border.
    """
    closing = max(CLOSING_MM, _spacing(areas))
    grown = shapely.union_all(shapely.buffer(shapely.convex_hull(areas), MARGIN_MM + closing, quad_segs=4))
    blocks = shapely.buffer(shapely.get_parts(grown), -closing, quad_segs=4)
    lumps = np.array([_filled(lump) for block in blocks for lump in shapely.get_parts(block)], dtype=object)
    lump_of = shapely.STRtree(lumps).query(shapely.point_on_surface(areas), predicate="within")
    home = np.full(len(areas), -1)
    home[lump_of[0]] = lump_of[1]
    kept, strips = _tied(lumps, np.bincount(home, minlength=len(lumps)))
    land = _filled(shapely.union_all([*lumps[kept], *strips]))
    tidy = shapely.simplify(land, SIMPLIFY_MM)
    return shapely.Polygon(np.rint(shapely.get_coordinates(tidy.exterior))), np.isin(home, kept)


def _spacing(areas: NDArray[np.object_]) -> float:
    """Twice the usual distance between neighbours (the ninth decile), at most 300 m: points need a wider closing than footprints."""
    if len(areas) < 2:
        return 0.0
    nearest, _ = cKDTree(shapely.get_coordinates(shapely.point_on_surface(areas))).query(
        shapely.get_coordinates(shapely.point_on_surface(areas)), k=2
    )
    return min(300_000.0, float(np.quantile(nearest[:, 1], 0.9)))


def _filled(shape: BaseGeometry) -> shapely.Polygon:
    """The part with the longest outline, without holes."""
    outer = max(shapely.get_parts(shape), key=lambda part: (part.area, part.bounds))
    return shapely.Polygon(outer.exterior)


def _tied(lumps: NDArray[np.object_], weight: NDArray[np.int64]) -> tuple[list[int], list[BaseGeometry]]:
    """Lumps to keep, nearest first from the heaviest, and the strips that tie them together."""
    kept, strips = [int(np.argmax(weight))], []
    near = shapely.distance(lumps, lumps[kept[0]])
    via = np.full(len(lumps), kept[0])
    waiting = set(range(len(lumps))) - set(kept)
    few = max(FEW * weight.sum(), min(STRAY, OF_SMALL * weight.sum()))
    while waiting:
        nxt = min(waiting, key=lambda i: (near[i], i))
        waiting.remove(nxt)
        if near[nxt] > FAR_MM and weight[nxt] < few:
            continue
        strips.append(shapely.shortest_line(lumps[nxt], lumps[via[nxt]]).buffer(MARGIN_MM, cap_style="square"))
        kept.append(nxt)
        closer = shapely.distance(lumps, lumps[nxt])
        via[closer < near] = nxt
        near = np.minimum(near, closer)
    return sorted(kept), strips
