"""The lands of communities that were merged as one land, and the grids that divided them side by side on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from domain.ids import BuildingId, GridId
from gis.shapes import polygon_of, to_degrees
from gis.tessellation import Tessellation


def outline(land: Tessellation) -> BaseGeometry:
    """The land inside its rings, holes taken out; (lon, lat) degrees."""
    rings = [shapely.Polygon(list(zip(ring[::2], ring[1::2], strict=True))) for ring in land.ring]
    solid = shapely.union_all([ring for ring in rings if ring.exterior.is_ccw])
    holes = shapely.union_all([ring for ring in rings if not ring.exterior.is_ccw])
    return to_degrees(shapely.difference(solid, holes), land.plane)


def united(lands: Sequence[Tessellation]) -> BaseGeometry:
    """What any of them holds; (lon, lat) degrees."""
    return shapely.union_all([outline(land) for land in lands])


def side_by_side(land: Tessellation, held: Mapping[BuildingId, GridId]) -> dict[int, GridId]:
    """Every atom to the grid that held most of its buildings; an atom whose buildings no grid held goes with the nearest that has one."""
    found: dict[int, GridId] = {}
    for atom in land.atoms:
        counted = Counter(held[each] for each in atom.buildings if each in held)
        if counted:
            found[atom.id] = min(counted, key=lambda grid: (-counted[grid], grid))
    if not found:
        return {}
    shapes = {atom.id: polygon_of(atom.rings) for atom in land.atoms}
    known = list(found)
    tree = shapely.STRtree(np.array([shapes[atom] for atom in known], dtype=object))
    for atom in sorted(shapes.keys() - found.keys()):
        found[atom] = found[known[int(tree.nearest(shapes[atom]))]]
    return found
