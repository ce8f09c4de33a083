"""Geometries in metres on the local plane, for measuring only."""

from __future__ import annotations

import numpy as np
import shapely

from gis.crs import LocalPlane, zone_crs
from gis.exchange.placing import Geometries


def to_metres(geometries: Geometries) -> Geometries:
    """Lon/lat geometries on the Gauss–Krüger plane of their median longitude."""
    coordinates = shapely.get_coordinates(geometries)
    if not len(coordinates):
        return geometries
    plane = LocalPlane(zone_crs(float(np.median(coordinates[:, 0]))))
    return shapely.set_coordinates(geometries.copy(), plane.to_metres(coordinates))
