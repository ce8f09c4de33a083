"""The planner's tools as pure functions: they say which atoms change hands, or refuse. No geometry is made, so no tiling can break.

Outlines only classify atoms, by where the atom's buildings stand; for lines see gis.lines, for cutting atoms gis.cutting.
Degrees are (lon, lat), SRID 4490.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from domain.errors import Invalid, Refused, Unknown
from domain.ids import BuildingId, GridId
from domain.plan_events import AtomMove
from domain.tessellation import AtomUnknown
from gis.crs import MM, LocalPlane
from gis.topology import AtomGraph, Land, Place, adjacency


class GridUnknown(Unknown):
    """No atom is in this grid. Facts: grid."""

    code = "plan.unknown_grid"


class BuildingUnknown(Unknown):
    """Buildings that stand in no atom. Facts: buildings (the first twenty), count."""

    code = "plan.unknown_building"


class GridTaken(Invalid):
    """The grid that a split shall make has atoms already. Facts: grid."""

    code = "grid.taken"


class GridLeftEmpty(Refused):
    """The edit would take a grid's last atom; that is a merge. Facts: grid."""

    code = "grid.left_empty"


class PartEmpty(Refused):
    """One side of the split would hold nothing. Facts: grid."""

    code = "grid.split_part_empty"


class GridNotContiguous(Refused):
    """The edit would leave a grid in pieces. Facts: grid, atoms (those cut off from the largest piece), place (lon, lat of the first)."""

    code = "grid.not_contiguous"


class SwapUnpaired(Invalid):
    """A swap is between two grids: each side's buildings stand in one grid, and not in the same."""

    code = "grid.swap_unpaired"


class LineUnusable(Invalid):
    """The line has no length, or crosses itself, so that it has no two sides."""

    code = "line.unusable"


@dataclass(frozen=True)
class Board:
    """A plan on its land. assignment: atom id to grid; members: by grid. places: (n, 2) lattice, where each atom's buildings stand,
    in the graph's order. apart: grids that may lie in several pieces; anywhere: even where the land itself lies in one."""

    tess: Land
    graph: AtomGraph
    assignment: Mapping[int, GridId]
    members: Mapping[GridId, frozenset[int]] = field(repr=False)
    places: NDArray[np.float64] = field(repr=False)
    apart: frozenset[GridId] = frozenset()
    anywhere: bool = False

    @property
    def plane(self) -> LocalPlane:
        return LocalPlane(self.tess.crs, self.tess.origin)

    def atoms_in(self, grid: GridId) -> frozenset[int]:
        """The atoms of a grid. Raises GridUnknown when there are none."""
        if grid not in self.members:
            raise GridUnknown(grid=grid)
        return self.members[grid]

    def place(self, atom: int) -> Place:
        lon, lat = self.plane.to_degrees(self.places[self.graph.node_of[atom]])[0].tolist()
        return lon, lat


@dataclass(frozen=True)
class Redraw:
    """The outcome of an edit: the board after it, and the moves that an event records."""

    board: Board
    moves: tuple[AtomMove, ...]


def board(
    tess: Land,
    assignment: Mapping[int, GridId],
    building_places: Mapping[BuildingId, Place] | None = None,
    graph: AtomGraph | None = None,
    *,
    apart: Collection[GridId] = (),
    anywhere: bool = False,
) -> Board:
    """A board to edit on.

    building_places: (lon, lat) of buildings; an atom stands where its first building with a place does, otherwise at a point inside it.
    """
    graph = graph or adjacency(tess)
    places = np.column_stack([graph.xs, graph.ys]) * MM
    known = [(i, building_places[b]) for i, atom in enumerate(tess.atoms) for b in atom.buildings[:1] if b in (building_places or {})]
    if known:
        places[[i for i, _ in known]] = LocalPlane(tess.crs, tess.origin).to_lattice([place for _, place in known])
    members: dict[GridId, set[int]] = {}
    for atom, grid in assignment.items():
        members.setdefault(grid, set()).add(atom)
    held = {grid: frozenset(atoms) for grid, atoms in members.items()}
    return Board(tess, graph, dict(assignment), held, places, frozenset(apart), anywhere)


def atoms_of_buildings(on: Board, buildings: Iterable[BuildingId]) -> tuple[int, ...]:
    """The atoms that hold these buildings. Raises BuildingUnknown."""
    atom_of = {building: atom.id for atom in on.tess.atoms for building in atom.buildings}
    wanted = list(buildings)
    missing = [building for building in wanted if building not in atom_of]
    if missing:
        raise BuildingUnknown(buildings=missing[:20], count=len(missing))
    return tuple(sorted({atom_of[building] for building in wanted}))


def atoms_in_outline(on: Board, outline: BaseGeometry) -> tuple[int, ...]:
    """Atoms whose place lies inside an area drawn in degrees. Raises LineUnusable when the outline crosses itself."""
    drawn = shapely.transform(outline, lambda degrees: on.plane.to_lattice(degrees).astype(float))
    if not drawn.is_valid:
        raise LineUnusable()
    inside = shapely.intersects_xy(drawn, on.places[:, 0], on.places[:, 1])
    return tuple(on.graph.ids[i] for i in np.flatnonzero(inside))


def atoms_in_box(on: Board, west: float, south: float, east: float, north: float) -> tuple[int, ...]:
    """Atoms whose place lies in a box of degrees."""
    lon, lat = on.plane.to_degrees(on.places).T
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return tuple(on.graph.ids[i] for i in np.flatnonzero(inside))


def paint(on: Board, atoms: Collection[int], to_grid: GridId) -> Redraw:
    """Gives atoms to a grid that exists. Atoms already there stay; no grid may lose its last atom or fall into more pieces than before.

    Raises AtomUnknown, GridUnknown, GridLeftEmpty, GridNotContiguous.
    """
    on.atoms_in(to_grid)
    return given(on, dict.fromkeys(atoms, to_grid))


def swap(on: Board, atoms: Collection[int], others: Collection[int]) -> Redraw:
    """Two grids exchange atoms at once: `atoms` of the one for `others` of the other, so that neither is torn halfway.

    Raises AtomUnknown, SwapUnpaired, GridLeftEmpty, GridNotContiguous.
    """
    here, there = _holder(on, atoms), _holder(on, others)
    if here is None or there is None or here == there:
        raise SwapUnpaired()
    return given(on, dict.fromkeys(atoms, there) | dict.fromkeys(others, here))


def _holder(on: Board, atoms: Collection[int]) -> GridId | None:
    """The one grid that holds all these atoms, if there is one."""
    _refuse_unknown(on, atoms)
    grids = {on.assignment[atom] for atom in atoms}
    return grids.pop() if len(grids) == 1 else None


def split(on: Board, grid: GridId, leaving: Collection[int], into: GridId) -> Redraw:
    """Makes the new grid `into` of some of a grid's atoms. Raises what `divide` raises."""
    return divide(on, grid, {into: leaving})


def divide(on: Board, grid: GridId, parts: Mapping[GridId, Collection[int]]) -> Redraw:
    """Makes new grids of parts of a grid's atoms; what is left stays.

    Raises GridTaken, PartEmpty, GridUnknown, AtomUnknown (not of this grid), GridNotContiguous.
    """
    held = on.atoms_in(grid)
    for into, leaving in parts.items():
        if into in on.members:
            raise GridTaken(grid=into)
        if strangers := sorted(set(leaving) - held):
            raise AtomUnknown(atom=strangers[0])
    leaving = {atom: into for into, atoms in parts.items() for atom in atoms}
    if not all(map(len, parts.values())) or len(leaving) == len(held):
        raise PartEmpty(grid=grid)
    return given(on, leaving)


def merge(on: Board, grids: Collection[GridId], into: GridId) -> Redraw:
    """Puts grids together under one of them. Raises GridUnknown, GridNotContiguous when they do not all touch along a border."""
    gone = sorted(set(grids) - {into})
    whole = on.atoms_in(into).union(*(on.atoms_in(grid) for grid in gone))
    _refuse_pieces(on, into, whole, lambda: sum(len(on.graph.parts(on.members[grid])) for grid in (into, *gone)) - len(gone))
    members = {grid: atoms for grid, atoms in on.members.items() if grid not in gone} | {into: whole}
    moves = tuple(AtomMove(grid, into, tuple(sorted(on.members[grid]))) for grid in gone)
    assignment = {**on.assignment, **{atom: into for grid in gone for atom in on.members[grid]}}
    return Redraw(replace(on, assignment=assignment, members=members), moves)


def given(on: Board, to: Mapping[int, GridId], ending: Collection[GridId] = ()) -> Redraw:
    """Gives each atom to its grid, new ones included, all at once. ending: grids that may lose their last atom.

    Raises AtomUnknown, GridLeftEmpty, GridNotContiguous (a grid in more pieces than before).
    """
    _refuse_unknown(on, to)
    going: dict[tuple[GridId, GridId], list[int]] = {}
    for atom in sorted(to):
        if on.assignment[atom] != to[atom]:
            going.setdefault((on.assignment[atom], to[atom]), []).append(atom)
    held = {grid: set(on.members.get(grid, ())) for pair in going for grid in pair}
    for (source, target), atoms in going.items():
        held[source].difference_update(atoms)
        held[target].update(atoms)
    for grid, atoms in sorted(held.items()):
        if not atoms and grid not in ending:
            raise GridLeftEmpty(grid=grid)
        if atoms:
            _refuse_pieces(on, grid, atoms, lambda grid=grid: len(on.graph.parts(on.members.get(grid, ()))))
    members = {**on.members, **{grid: frozenset(atoms) for grid, atoms in held.items()}}
    members = {grid: atoms for grid, atoms in members.items() if atoms}
    moves = tuple(AtomMove(source, target, tuple(atoms)) for (source, target), atoms in sorted(going.items()))
    return Redraw(replace(on, assignment={**on.assignment, **to}, members=members), moves)


def _refuse_unknown(on: Board, atoms: Iterable[int]) -> None:
    unknown = sorted(atom for atom in atoms if atom not in on.assignment)
    if unknown:
        raise AtomUnknown(atom=unknown[0])


def _refuse_pieces(on: Board, grid: GridId, atoms: Collection[int], before: Callable[[], int]) -> None:
    """before: in how many pieces it may lie for having been so already; asked only when it is torn."""
    parts = on.graph.parts(atoms)
    if len(parts) == 1 or len(parts) <= max(1, before()) or (grid in on.apart and len(parts) <= _pieces_of_land(on, atoms)):
        return
    lost = tuple(atom for part in parts[1:] for atom in part)
    raise GridNotContiguous(grid=grid, atoms=lost, place=on.place(lost[0]))


def _pieces_of_land(on: Board, atoms: Collection[int]) -> int:
    """In how many pieces a grid may lie that was named as an exception."""
    return len(atoms) if on.anywhere else len(on.graph.lands(atoms))
