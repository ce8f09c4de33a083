"""A community's land cut into atoms, each holding whole buildings: the fixed floor on which plans are drawn.

The law it keeps: atoms tile the community exactly (proved by gis before the event is recorded), and an atom is never changed.
"""

from __future__ import annotations

from domain.ids import BuildingId, CommunityId, TessellationId
from domain.schema import event
from domain.values import Atom


@event("tessellation.made")
class Made:
    """crs: EPSG code or PROJ string of the local plane; origin: metres there of lattice point (0, 0); ring: the community's rings, flat
    integer millimetres like Atom.rings, one tuple per ring, outer ring first; made_with: engine versions; sha256 over atoms and ring."""

    tessellation: TessellationId
    community: CommunityId
    crs: str
    origin: tuple[float, float]
    ring: tuple[tuple[int, ...], ...]
    atoms: tuple[Atom, ...]
    made_with: tuple[str, ...]
    sha256: str


@event("tessellation.building_placed")
class BuildingPlaced:
    """A building registered after the land was cut stands in this atom."""

    building: BuildingId
    atom: int
