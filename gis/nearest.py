"""Which grid a place belongs to, and the nearest one where none holds it. Distances in metres on the land's Gauss–Krüger plane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from domain.ids import GridId
from gis.crs import MM, LocalPlane
from gis.topology import Land, Place, grid_areas


@dataclass(frozen=True, slots=True)
class Near:
    """distance_m: 0 where the grid holds the place."""

    grid: GridId
    distance_m: float


def nearest_grids(tess: Land, assignment: Mapping[int, GridId], places: Sequence[Place]) -> list[Near | None]:
    """For each (lon, lat), SRID 4490, the grid at the least distance; of equals the first by id. None where there is no grid at all."""
    areas = grid_areas(tess, assignment)
    if not areas or not places:
        return [None] * len(places)
    grids = list(areas)
    points = shapely.points(LocalPlane(tess.crs, tess.origin).to_lattice(places).astype(float))
    distances = shapely.distance(points[:, None], np.array(list(areas.values()), dtype=object)[None, :]) / MM
    return [Near(grids[int(row.argmin())], round(float(row.min()), 1)) for row in distances]
