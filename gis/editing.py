"""The planner's tools as pure functions: they say which atoms change hands, or refuse. No geometry is made, so no tiling can break.

Lines and outlines only classify atoms, by the side on which the atom's buildings stand; an atom is never cut.
Degrees are (lon, lat), SRID 4490.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from domain.errors import Invalid, Refused, Unknown
from domain.grid_plan import AtomMove
from domain.ids import BuildingId, GridId
from domain.tessellation import AtomUnknown
from gis.crs import MM, LocalPlane
from gis.topology import AtomGraph, Land, Place, adjacency

_BEYOND = 4
"""A drawn line is prolonged at both ends by this many times the size of what it divides."""


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


class LineUnusable(Invalid):
    """The line has no length, or crosses itself, so that it has no two sides."""

    code = "line.unusable"


@dataclass(frozen=True)
class Board:
    """A plan on its land. assignment: atom id to grid. places: (n, 2) lattice, where each atom's buildings stand, in the graph's order."""

    tess: Land
    graph: AtomGraph
    assignment: Mapping[int, GridId]
    places: NDArray[np.float64] = field(repr=False)

    @property
    def plane(self) -> LocalPlane:
        return LocalPlane(self.tess.crs, self.tess.origin)

    def atoms_in(self, grid: GridId) -> tuple[int, ...]:
        """The atoms of a grid. Raises GridUnknown when there are none."""
        atoms = tuple(atom for atom, held in self.assignment.items() if held == grid)
        if not atoms:
            raise GridUnknown(grid=grid)
        return atoms

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
) -> Board:
    """A board to edit on.

    building_places: (lon, lat) of buildings; an atom stands where its first building with a place does, otherwise at a point inside it.
    """
    graph = graph or adjacency(tess)
    places = np.column_stack([graph.xs, graph.ys]) * MM
    known = [(i, building_places[b]) for i, atom in enumerate(tess.atoms) for b in atom.buildings[:1] if b in (building_places or {})]
    if known:
        places[[i for i, _ in known]] = LocalPlane(tess.crs, tess.origin).to_lattice([place for _, place in known])
    return Board(tess, graph, dict(assignment), places)


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


def sides(on: Board, atoms: Collection[int], line: BaseGeometry) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(left, right) of a line drawn in degrees, seen in the direction of drawing; its ends are prolonged straight on.

    Raises LineUnusable when the prolonged line crosses itself.
    """
    atoms = sorted(atoms)
    places = on.places[[on.graph.node_of[atom] for atom in atoms]]
    left_area = _left_of(on.plane.to_lattice(shapely.get_coordinates(line)).astype(float), places)
    on_left = shapely.intersects_xy(left_area, places[:, 0], places[:, 1])
    return (
        tuple(atom for atom, is_left in zip(atoms, on_left, strict=True) if is_left),
        tuple(atom for atom, is_left in zip(atoms, on_left, strict=True) if not is_left),
    )


def _left_of(line: NDArray[np.float64], places: NDArray[np.float64]) -> BaseGeometry:
    """The area left of a line, wide enough to hold all places that lie there."""
    line = line[np.append(True, np.any(np.diff(line, axis=0) != 0, axis=1))]
    if len(line) < 2:
        raise LineUnusable()
    everything = np.concatenate([line, places])
    reach = _BEYOND * float(np.ptp(everything, axis=0).sum()) + MM
    path = np.vstack([_prolonged(line[1], line[0], reach), line, _prolonged(line[-2], line[-1], reach)])
    middle = everything.mean(axis=0)
    frame = shapely.box(*(middle - reach / 2), *(middle + reach / 2))
    cut = shapely.LineString(path)
    halves = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all([cut, frame.exterior]))))
    if not cut.is_simple or len(halves) != 2:
        raise LineUnusable()
    return halves[0] if _is_left(halves[0], cut) else halves[1]


def _prolonged(before: NDArray[np.float64], end: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    along = end - before
    return end + along / np.hypot(*along) * reach


def _is_left(half: BaseGeometry, cut: BaseGeometry) -> bool:
    """Whether a counter-clockwise walk around the half follows the cut in the direction in which it was drawn."""
    shared = shapely.line_merge(shapely.shared_paths(cut, shapely.orient_polygons(half).exterior).geoms[0])
    return not shared.is_empty


def paint(on: Board, atoms: Collection[int], to_grid: GridId) -> Redraw:
    """Gives atoms to a grid that exists. Atoms already there stay; no grid may lose its last atom or fall into more pieces than before.

    Raises AtomUnknown, GridUnknown, GridLeftEmpty, GridNotContiguous.
    """
    on.atoms_in(to_grid)
    return _reassigned(on, atoms, to_grid)


def split(on: Board, grid: GridId, leaving: Collection[int], into: GridId) -> Redraw:
    """Makes the new grid `into` of some of a grid's atoms.

    Raises GridTaken, PartEmpty, GridUnknown, AtomUnknown (not of this grid), GridNotContiguous.
    """
    held = set(on.atoms_in(grid))
    if into in set(on.assignment.values()):
        raise GridTaken(grid=into)
    strangers = sorted(set(leaving) - held)
    if strangers:
        raise AtomUnknown(atom=strangers[0])
    if not leaving or held == set(leaving):
        raise PartEmpty(grid=grid)
    return _reassigned(on, leaving, into)


def split_by_line(on: Board, grid: GridId, line: BaseGeometry, into: GridId) -> Redraw:
    """Splits a grid along a line in degrees, whole buildings to each side; the side with fewer atoms becomes `into` (even: the left).

    Raises LineUnusable and all that `split` raises.
    """
    left, right = sides(on, on.atoms_in(grid), line)
    return split(on, grid, left if len(left) <= len(right) else right, into)


def merge(on: Board, grids: Collection[GridId], into: GridId) -> Redraw:
    """Puts grids together under one of them. Raises GridUnknown, GridNotContiguous when they do not all touch along a border."""
    gone = sorted(set(grids) - {into})
    atoms = [atom for grid in gone for atom in on.atoms_in(grid)]
    before = sum(len(on.graph.parts(on.atoms_in(grid))) for grid in {into, *gone})
    whole = [*on.atoms_in(into), *atoms]
    _refuse_pieces(on, into, whole, before - len(gone))
    return Redraw(replace(on, assignment={**on.assignment, **dict.fromkeys(atoms, into)}), _moves(on, atoms, into))


def _reassigned(on: Board, atoms: Collection[int], to_grid: GridId) -> Redraw:
    unknown = sorted(atom for atom in atoms if atom not in on.assignment)
    if unknown:
        raise AtomUnknown(atom=unknown[0])
    moved = sorted(atom for atom in set(atoms) if on.assignment[atom] != to_grid)
    after = {**on.assignment, **dict.fromkeys(moved, to_grid)}
    moves = _moves(on, moved, to_grid)
    touched = {move.from_grid for move in moves} | ({to_grid} if moves else set())
    for grid, (then, now) in _touched_atoms(on.assignment, after, touched).items():
        if not now:
            raise GridLeftEmpty(grid=grid)
        _refuse_pieces(on, grid, now, max(1, len(on.graph.parts(then))))
    return Redraw(replace(on, assignment=after), moves)


def _touched_atoms(
    before: Mapping[int, GridId], after: Mapping[int, GridId], grids: Collection[GridId]
) -> dict[GridId, tuple[list[int], list[int]]]:
    found: dict[GridId, tuple[list[int], list[int]]] = {grid: ([], []) for grid in sorted(grids)}
    for side, assignment in enumerate((before, after)):
        for atom, grid in assignment.items():
            if grid in found:
                found[grid][side].append(atom)
    return found


def _moves(on: Board, atoms: Collection[int], to_grid: GridId) -> tuple[AtomMove, ...]:
    givers: dict[GridId, list[int]] = {}
    for atom in sorted(atoms):
        givers.setdefault(on.assignment[atom], []).append(atom)
    return tuple(AtomMove(grid, to_grid, tuple(given)) for grid, given in sorted(givers.items()))


def _refuse_pieces(on: Board, grid: GridId, atoms: Collection[int], allowed: int) -> None:
    parts = on.graph.parts(atoms)
    if len(parts) > allowed:
        lost = tuple(atom for part in parts[1:] for atom in part)
        raise GridNotContiguous(grid=grid, atoms=lost, place=on.place(lost[0]))
