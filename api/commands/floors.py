"""Land cut ever more finely: the chain from the floor a plan was drawn on down to the community's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import shapely

from api.commands.evidence import land_of
from domain import grid_plan, tessellation
from domain.ids import BuildingId, CommunityId, TessellationId
from domain.journal import Journal
from domain.plan_edits import leaves, refined
from domain.values import DrawnGrid
from gis.locate import atoms_at
from gis.tessellation import Tessellation
from gis.topology import Place


def pieces_between(journal: Journal, fine: TessellationId, coarse: TessellationId) -> dict[int, tuple[int, ...]] | None:
    """Every atom that was cut on the way from the coarse floor to the fine one, with its pieces (plan_edits.leaves follows them to the
    end); None where the one was not made from the other."""
    pieces: dict[int, tuple[int, ...]] = {}
    while fine != coarse:
        refined = next((each.body for each in journal.read(fine, after=1) if isinstance(each.body, tessellation.Refined)), None)
        if refined is None:
            return None
        pieces |= {one.atom: one.pieces for one in refined.pieces}
        fine = refined.of
    return pieces


def drawn_on(journal: Journal, plan: grid_plan.State, floor: TessellationId | None) -> tuple[DrawnGrid, ...] | None:
    """The plan's grids, by code, in atoms of a floor that was made from its own; None where it was not."""
    grids = grid_plan.in_code_order(plan)
    cut = {} if floor is None or floor == plan.tessellation else pieces_between(journal, floor, plan.tessellation)
    return None if cut is None else refined(grids, {atom: leaves(cut, atom) for atom in cut})


def origin_of(journal: Journal, floor: TessellationId) -> list[TessellationId]:
    """The floor and those it was made from, step by step, down to the land as it was cut around the buildings."""
    chain = [floor]
    while (
        refined := next((each.body for each in journal.read(chain[-1], after=1) if isinstance(each.body, tessellation.Refined)), None)
    ) is not None:
        chain.append(refined.of)
    return chain


def stands_still(journal: Journal, floor: TessellationId, territory: TessellationId, in_force: TessellationId | None) -> bool:
    """Whether a plan on that floor goes on: the community's own land came from the same cut of the buildings, and no plan took force on a
    floor that this one knows nothing of. Where a block was divided into its stairwells, a draft cut finer before has a floor of its own."""
    if floor == territory:
        return True
    chain = origin_of(journal, floor)
    return origin_of(journal, territory)[-1] == chain[-1] and (in_force is None or in_force in chain)


def united_of(journal: Journal, floor: TessellationId | None) -> tuple[TessellationId, ...]:
    """The lands that this one, or the coarser one it was cut from, was made of at a merger; none: it was cut for one community alone."""
    while floor is not None:
        told = [each.body for each in journal.read(floor, after=1) if isinstance(each.body, tessellation.Refined | tessellation.United)]
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


@lru_cache(maxsize=256)
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
