"""Which borders between atoms have a road or water between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.crs import MM, LocalPlane
from gis.shapes import to_lattice
from gis.tessellation import Tessellation
from gis.topology import AtomGraph

NEAR_M = 30.0
"""Sidewalks and banks lie between a line and the land it bounds."""


def divided_by(graph: AtomGraph, plane: LocalPlane, lines: Sequence[BaseGeometry]) -> NDArray[np.bool_]:
    """For each edge of the graph whether a line passes between its two atoms, crossing the way from inner point to inner point.

    lines: (lon, lat) degrees, SRID 4490.
    """
    between = np.zeros(len(graph.edges), bool)
    if len(lines) and len(graph.edges):
        places = np.column_stack([graph.xs, graph.ys]) * MM
        ways = shapely.linestrings(places[graph.edges])
        tree = shapely.STRtree(to_lattice(np.array(lines, dtype=object), plane))
        between[tree.query(ways, predicate="intersects")[0]] = True
    return between


def at_land(land: Tessellation, lines: Sequence[BaseGeometry]) -> NDArray[np.bool_]:
    """For each line, (lon, lat) degrees, whether it comes within NEAR_M of the land, seen without its bays."""
    corners = np.concatenate([np.reshape(ring, (-1, 2)) for ring in land.ring])
    area = shapely.convex_hull(shapely.multipoints(corners.astype(float)))
    shapely.prepare(area)
    return shapely.dwithin(to_lattice(np.array(lines, dtype=object), land.plane), area, NEAR_M * MM)
