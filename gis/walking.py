"""How far people walk to the nearest facility: the straight line times a factor for the way round, at a steady pace."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from gis.crs import LocalPlane
from gis.topology import Place


def walking_minutes(homes: Sequence[Place], facilities: Sequence[Place], *, detour: float, metres_per_minute: float) -> list[float | None]:
    """For each home (lon, lat), SRID 4490, the minutes to the nearest facility; None where there is none."""
    if not homes or not facilities:
        return [None] * len(homes)
    plane = LocalPlane.around([*homes, *facilities])
    tree = shapely.STRtree(shapely.points(plane.to_metres(facilities)))
    from_home, straight = tree.query_nearest(shapely.points(plane.to_metres(homes)), return_distance=True, all_matches=False)
    metres = np.empty(len(homes))
    metres[from_home[0]] = straight
    return [round(float(each) * detour / metres_per_minute, 1) for each in metres]
