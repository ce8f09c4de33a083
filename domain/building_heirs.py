"""Buildings that others stand for in the register, and what is said of them elsewhere: it goes with the land, nobody decides it anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.errors import Refused
from domain.ids import BuildingId

Heirs = Mapping[tuple[BuildingId, ...], tuple[BuildingId, ...]]
"""A block and its stairwells (单元), or the stairwells and their block."""


class StairwellsHeldApart(Refused):
    """A building group holds some of the stairwells and not the others, or a proxy does. Facts: building (the block), held_by (the names of
    the groups, the ids of the team members)."""

    code = "building.stairwells_held_apart"


def followed(buildings: Iterable[BuildingId], heirs: Heirs) -> tuple[BuildingId, ...]:
    """With the heirs in their place, sorted. Stairwells of which some only are named stay."""
    named = set(buildings)
    for gone, to in heirs.items():
        if named.issuperset(gone):
            named = named.difference(gone).union(to)
    return tuple(sorted(named))


def require_together(held: Iterable[tuple[str, Iterable[BuildingId]]], heirs: Heirs) -> None:
    """held: who names which buildings. Raises StairwellsHeldApart."""
    known = [(name, set(buildings)) for name, buildings in held]
    for gone, to in heirs.items():
        if apart := sorted({name for name, named in known if not named.isdisjoint(gone) and not named.issuperset(gone)}):
            raise StairwellsHeldApart(building=to[0], held_by=apart)
