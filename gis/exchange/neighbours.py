"""What buildings share with each other: one point, or the same ground. Reported, never refused: the planner knows which is right."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.exchange.cleaning import Sieve
from gis.exchange.placing import Geometries
from gis.exchange.plane import to_metres
from gis.exchange.report import Remark, remark

MIN_SHARED_M2 = 1.0
MIN_SHARE = 0.02
INSIDE_SHARE = 0.95
MAX_PAIRS = 200_000
_SLICE = 100

Rows = NDArray[np.intp]


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
    outlines = to_metres(sieve.shapes[rows])
    one, other, complete = _close_pairs(outlines)
    valid = shapely.is_valid(outlines)
    sound = valid[one] & valid[other]
    one, other = one[sound], other[sound]
    shared = shapely.area(shapely.intersection(outlines[one], outlines[other]))
    areas = shapely.area(outlines)
    share = shared / np.minimum(areas[one], areas[other])
    found = [] if complete else [remark("overlaps_not_all", limit=MAX_PAIRS)]
    for pair in np.flatnonzero((shared > MIN_SHARED_M2) & (share > MIN_SHARE)):
        small, large = sorted((one[pair], other[pair]), key=lambda at: areas[at])
        found.append(_shared(sieve, int(rows[small]), int(rows[large]), float(share[pair])))
    return found


def _close_pairs(outlines: Geometries) -> tuple[Rows, Rows, bool]:
    """Pairs whose boxes meet, each once, up to MAX_PAIRS: a pile of outlines on one spot has as many pairs as its square."""
    tree = shapely.STRtree(outlines)
    pairs: list[NDArray[np.intp]] = []
    for start in range(0, len(outlines), _SLICE):
        one, other = tree.query(outlines[start : start + _SLICE])
        one += start
        pairs.append(np.stack([one, other])[:, one < other])
        if sum(found.shape[1] for found in pairs) > MAX_PAIRS:
            return (*np.concatenate(pairs, axis=1)[:, :MAX_PAIRS], False)
    one, other = np.concatenate(pairs, axis=1) if pairs else np.empty((2, 0), dtype=np.intp)
    return one, other, True


def _shared(sieve: Sieve, small: int, large: int, share: float) -> Remark:
    if share >= INSIDE_SHARE:
        return remark("inside_other", small + 1, sieve.layer.ids[small], other_row=large + 1)
    return remark("overlaps", small + 1, sieve.layer.ids[small], other_row=large + 1, share=round(100 * share))
