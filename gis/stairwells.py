"""A block's land among its stairwells (单元), and put together again: the floor under the plans that are drawn from then on.

Borders run halfway between the stairwells and whatever else stands on the atom, as they do where land is cut for the first time; nothing
but the block itself is parted. The result is proved by its directed borders, like any cut.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from domain.errors import Refused
from domain.ids import BuildingId
from domain.values import Atom
from gis.cutting import Cut, exchanged, in_step
from gis.shapes import polygon_of, polygons_of, rings_of_all
from gis.tessellation import Tessellation, parted
from gis.topology import AtomGraph

Stairwells = Mapping[BuildingId, Mapping[BuildingId, BaseGeometry]]
"""Of each block its stairwells, lattice shapes, in their order."""


class StairwellsNotParted(Refused):
    """No border can part the stairwells, or part them from what else stands there. Facts: building (the block)."""

    code = "building.stairwells_not_parted"


class LandNotInOnePiece(Refused):
    """The land of the stairwells lies in several pieces, or around other land. Facts: building (the block)."""

    code = "building.land_not_in_one_piece"


def divided(tess: Tessellation, blocks: Stairwells, footprints: Mapping[BuildingId, BaseGeometry], graph: AtomGraph | None = None) -> Cut:
    """The atoms under the blocks cut among their stairwells. footprints: of what else stands on those atoms, on the lattice. The block
    itself, which nobody counts any more, lies with its first stairwell. Raises StairwellsNotParted, CutNotExact."""
    gone = [atom for atom in tess.atoms if blocks.keys() & set(atom.buildings)]
    last = max(atom.id for atom in tess.atoms)
    cuts: list[tuple[Atom, list[Atom]]] = []
    for atom in gone:
        parts = _among(atom, {each: blocks[each] for each in atom.buildings if each in blocks}, footprints, last)
        last += len(parts)
        cuts.append((atom, parts))
    pieces = {atom.id: tuple(part.id for part in parts) for atom, parts in cuts}
    return exchanged(tess, gone, in_step(cuts), pieces, graph)


def _among(atom: Atom, blocks: Stairwells, footprints: Mapping[BuildingId, BaseGeometry], last: int) -> list[Atom]:
    new = {each for stairwells in blocks.values() for each in stairwells}
    others = [each for each in atom.buildings if each not in blocks and each not in new]
    placed = [each for each in others if each in footprints]
    shapes = {each: shape for stairwells in blocks.values() for each, shape in stairwells.items()} | {
        each: footprints[each] for each in placed
    }
    land = polygon_of(atom.rings)
    shapely.prepare(land)
    areas, home = parted(np.array(list(shapes.values()), dtype=object), land)
    held: dict[int, list[BuildingId]] = {number: [] for number in range(len(areas))}
    for building, number in zip(shapes, home.tolist(), strict=True):
        held[number].append(building)
    for block, stairwells in blocks.items():
        if any(len(held[number]) > 1 and not stairwells.keys().isdisjoint(held[number]) for number in held):
            raise StairwellsNotParted(building=block)
        held[int(home[list(shapes).index(next(iter(stairwells)))])].append(block)
    largest = int(np.argmax(shapely.area(areas)))
    held[largest] += [each for each in others if each not in footprints]
    return [Atom(last + 1 + i, rings, tuple(held[i])) for i, rings in enumerate(rings_of_all(areas))]


def made_whole(tess: Tessellation, blocks: Mapping[BuildingId, Collection[BuildingId]], graph: AtomGraph | None = None) -> Cut:
    """One atom in the place of those that hold the stairwells of a block, for every block. Raises LandNotInOnePiece, CutNotExact."""
    home = tess.atom_of
    last = max(atom.id for atom in tess.atoms)
    gone: list[Atom] = []
    made: list[Atom] = []
    pieces: dict[int, tuple[int, ...]] = {}
    for block, stairwells in blocks.items():
        numbers = {home[each] for each in stairwells if each in home} - pieces.keys()
        if len(numbers) < 2:
            continue
        under = [atom for atom in tess.atoms if atom.id in numbers]
        whole = Atom(last + 1 + len(made), _united(block, under), tuple(each for atom in under for each in atom.buildings))
        pieces |= {atom.id: (whole.id,) for atom in under}
        gone += under
        made.append(whole)
    return exchanged(tess, gone, made, pieces, graph) if gone else Cut(tess, {}, (), {}, tess.ring, ())


def _united(block: BuildingId, atoms: Sequence[Atom]) -> tuple[tuple[int, ...], ...]:
    whole = shapely.coverage_union_all(polygons_of(atom.rings for atom in atoms))
    if shapely.get_num_geometries(whole) != 1:
        raise LandNotInOnePiece(building=block)
    return rings_of_all([whole if whole.geom_type == "Polygon" else shapely.get_geometry(whole, 0)])[0]
