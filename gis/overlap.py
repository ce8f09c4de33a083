"""What became of the grids of an old division: how much of each lies in which grid of a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from gis.crs import LocalPlane

SLIVER = 0.001
"""A smaller share is two drawings of one line, no land."""


@dataclass(frozen=True, slots=True)
class Share:
    """share: of the old area, 0…1."""

    old: str
    new: str
    share: float


def shares(old: Sequence[tuple[str, Any]], new: Sequence[tuple[str, Any]]) -> list[Share]:
    """Areas are (name, GeoJSON geometry) in (lon, lat), SRID 4490, measured in the local plane; by old name, the largest share first."""
    if not old or not new:
        return []
    before = np.array([shape(geometry) for _, geometry in old], dtype=object)
    after = np.array([shape(geometry) for _, geometry in new], dtype=object)
    plane = LocalPlane.around(shapely.get_coordinates(before))
    before, after = (shapely.transform(areas, plane.to_metres) for areas in (before, after))
    left, right = shapely.STRtree(after).query(before, predicate="intersects")
    common = shapely.area(shapely.intersection(before[left], after[right])) / shapely.area(before[left])
    found = [Share(old[i][0], new[j][0], round(float(part), 4)) for i, j, part in zip(left, right, common, strict=True) if part > SLIVER]
    return sorted(found, key=lambda one: (one.old, -one.share, one.new))
