"""Land cut ever more finely: the chain from the floor a plan was drawn on down to the community's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import shapely

from api.commands.evidence import land_of
from domain import tessellation
from domain.ids import BuildingId, CommunityId, TessellationId
from domain.journal import Journal
from gis.locate import atoms_at
from gis.tessellation import Tessellation
from gis.topology import Place


def pieces_between(journal: Journal, fine: TessellationId, coarse: TessellationId) -> dict[int, tuple[int, ...]] | None:
    """Every atom that was cut on the way from the coarse floor to the fine one, with its pieces (plan_edits.leaves follows them to the
    end); None where the one was not made from the other."""
    pieces: dict[int, tuple[int, ...]] = {}
    while fine != coarse:
        refined = next((each.body for each in journal.read(fine) if isinstance(each.body, tessellation.Refined)), None)
        if refined is None:
            return None
        pieces |= {one.atom: one.pieces for one in refined.pieces}
        fine = refined.of
    return pieces


def united_of(journal: Journal, floor: TessellationId | None) -> tuple[TessellationId, ...]:
    """The lands that this one, or the coarser one it was cut from, was made of at a merger; none: it was cut for one community alone."""
    while floor is not None:
        told = [each.body for each in journal.read(floor) if isinstance(each.body, tessellation.Refined | tessellation.United)]
        if (made := next((one for one in told if isinstance(one, tessellation.United)), None)) is not None:
            return made.of
        floor = next((one.of for one in told if isinstance(one, tessellation.Refined)), None)
    return ()


def communities_of(journal: Journal, floor: TessellationId) -> list[CommunityId]:
    """Whose buildings stand on a land: its own community's, and of those merged into it."""
    found = dict.fromkeys([_community(journal, floor)])
    for one in united_of(journal, floor):
        found |= dict.fromkeys(communities_of(journal, one))
    return list(found)


def _community(journal: Journal, floor: TessellationId) -> CommunityId:
    recorded = journal.read(floor)
    if not recorded:
        raise tessellation.TessellationUnknown()
    return recorded[0].body.community


def late_buildings(
    journal: Journal, fine: TessellationId, coarse: TessellationId, places: Mapping[BuildingId, Place]
) -> dict[BuildingId, int]:
    """Buildings that came to the community's own floor since the finer one was cut, each with the atom of the finer one it stands in."""
    if fine == coarse:
        return {}
    land = land_of(journal, fine)
    late = [building for building in land_of(journal, coarse).atom_of if building not in land.atom_of and building in places]
    found = atoms_at(land, [shapely.Point(places[building]) for building in late])
    return {building: atom for building, atom in zip(late, found, strict=True) if atom is not None}


def land_with_late_buildings(
    journal: Journal, fine: TessellationId, coarse: TessellationId, places: Mapping[BuildingId, Place]
) -> Tessellation:
    land = land_of(journal, fine)
    late = late_buildings(journal, fine, coarse, places)
    if not late:
        return land
    came = {atom: tuple(building for building, home in late.items() if home == atom) for atom in set(late.values())}
    return replace(land, atoms=tuple(replace(atom, buildings=(*atom.buildings, *came.get(atom.id, ()))) for atom in land.atoms))
