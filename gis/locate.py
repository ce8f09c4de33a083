"""Which atom a place lies in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.tessellation import Tessellation


def atoms_at(land: Tessellation, places: Sequence[BaseGeometry]) -> list[int | None]:
    """The atom under each point (lon, lat, SRID 4490); None off the land. On a border: the atom with the smaller id."""
    if not places:
        return []
    areas = [shapely.Polygon(_corners(atom.rings[0]), [_corners(hole) for hole in atom.rings[1:]]) for atom in land.atoms]
    lattice = shapely.points(land.plane.to_lattice(shapely.get_coordinates(np.array(places, dtype=object))))
    at, hit = shapely.STRtree(areas).query(lattice, predicate="intersects")
    found: list[int | None] = [None] * len(places)
    for place, atom in sorted(zip(at.tolist(), (land.atoms[i].id for i in hit.tolist()), strict=True), reverse=True):
        found[place] = atom
    return found


def _corners(ring: tuple[int, ...]) -> list[tuple[int, int]]:
    return list(zip(ring[::2], ring[1::2], strict=True))
