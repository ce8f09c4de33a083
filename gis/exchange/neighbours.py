"""What buildings share with each other: one point, or the same ground. Reported, never refused: the planner knows which is right."""

from __future__ import annotations

import numpy as np
import shapely

from gis.exchange.cleaning import Sieve
from gis.exchange.plane import to_metres
from gis.exchange.report import Remark, remark

MIN_SHARED_M2 = 1.0
MIN_SHARE = 0.02
INSIDE_SHARE = 0.95


def same_places(sieve: Sieve) -> list[Remark]:
    """One remark for each point at which several rows stand."""
    points = np.flatnonzero(sieve.standing & (shapely.get_type_id(sieve.shapes) == 0))
    places: dict[tuple[float, float], list[int]] = {}
    for index in map(int, points):
        places.setdefault((sieve.shapes[index].x, sieve.shapes[index].y), []).append(index)
    return [
        remark("same_place", rows[-1] + 1, sieve.layer.ids[rows[-1]], rows=len(rows), first_row=rows[0] + 1)
        for rows in places.values()
        if len(rows) > 1
    ]


def shared_ground(sieve: Sieve) -> list[Remark]:
    """Pairs of outlines that share more than a sliver: the smaller row is named with the larger."""
    rows = np.flatnonzero(sieve.standing & (shapely.get_type_id(sieve.shapes) != 0))
    if not len(rows):
        return []
    outlines = to_metres(sieve.shapes[rows])
    one, other = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    keep = one < other
    one, other = one[keep], other[keep]
    touching = shapely.touches(outlines[one], outlines[other])
    one, other = one[~touching], other[~touching]
    valid = shapely.is_valid(outlines[one]) & shapely.is_valid(outlines[other])
    one, other = one[valid], other[valid]
    shared = shapely.area(shapely.intersection(outlines[one], outlines[other]))
    areas = shapely.area(outlines)
    share = shared / np.minimum(areas[one], areas[other])
    found = []
    for pair in np.flatnonzero((shared > MIN_SHARED_M2) & (share > MIN_SHARE)):
        small, large = sorted((one[pair], other[pair]), key=lambda at: areas[at])
        found.append(_shared(sieve, int(rows[small]), int(rows[large]), float(share[pair])))
    return found


def _shared(sieve: Sieve, small: int, large: int, share: float) -> Remark:
    if share >= INSIDE_SHARE:
        return remark("inside_other", small + 1, sieve.layer.ids[small], other_row=large + 1)
    return remark("overlaps", small + 1, sieve.layer.ids[small], other_row=large + 1, share=round(100 * share))
