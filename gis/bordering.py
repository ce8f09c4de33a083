"""Which grids touch, and over how many metres: meeting in a point is no border."""

from __future__ import annotations

from collections.abc import Mapping

from domain.ids import GridId
from gis.topology import AtomGraph


def bordering(graph: AtomGraph, assignment: Mapping[int, GridId]) -> dict[GridId, dict[GridId, float]]:
    """Of every grid its neighbours with the length of the common border, from the atoms' own borders."""
    found: dict[GridId, dict[GridId, float]] = {grid: {} for grid in assignment.values()}
    for (left, right), metres in zip(graph.edges.tolist(), graph.border_m.tolist(), strict=True):
        a, b = assignment.get(graph.ids[left]), assignment.get(graph.ids[right])
        if a is not None and b is not None and a != b:
            for one, other in ((a, b), (b, a)):
                found[one][other] = found[one].get(other, 0.0) + metres
    return found
