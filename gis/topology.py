"""What a division of atoms into grids is worth: does it tile, does it hang together, how large and how compact are its grids.

All lengths in metres and areas in m² on the local Gauss–Krüger plane; all places (lon, lat) degrees, SRID 4490.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from domain.ids import GridId
from domain.tessellation import Made
from domain.values import Atom
from gis.coverage import Edges, Ints, shared_lengths, uncancelled
from gis.crs import MM, LocalPlane
from gis.shapes import polygons_of, to_degrees
from gis.tessellation import Tessellation

Place = tuple[float, float]
Land = Tessellation | Made
"""A tessellation as computed or as read back from the journal: both have crs, origin, ring and atoms."""

_MM2 = MM * MM


@dataclass(frozen=True)
class AtomGraph:
    """Atoms as nodes, shared borders as edges; meeting in a point is no edge. Node i is the atom ids[i], in the order of the tessellation.

    xs, ys: a point inside each atom, metres from the lattice's origin. area_m2: of each atom. outer_m: its border with the outside.
    edges: (m, 2) node numbers, left < right. border_m: shared length of each edge.
    """

    ids: tuple[int, ...]
    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    area_m2: NDArray[np.float64]
    outer_m: NDArray[np.float64]
    edges: Ints
    border_m: NDArray[np.float64]

    @cached_property
    def node_of(self) -> dict[int, int]:
        """Atom id to node number."""
        return {atom: node for node, atom in enumerate(self.ids)}

    @cached_property
    def matrix(self) -> csr_array:
        """Symmetric (n, n) matrix of border lengths in metres."""
        left, right = self.edges.T
        n = len(self.ids)
        lengths = np.concatenate([self.border_m, self.border_m])
        return csr_array((lengths, (np.concatenate([left, right]), np.concatenate([right, left]))), shape=(n, n))

    def neighbours(self, atom: int) -> tuple[int, ...]:
        """Ids of the atoms that share a border with this one."""
        node = self.node_of[atom]
        return tuple(self.ids[i] for i in self.matrix.indices[self.matrix.indptr[node] : self.matrix.indptr[node + 1]])

    def parts(self, atoms: Collection[int]) -> tuple[tuple[int, ...], ...]:
        """The connected parts of a set of atoms, by number of atoms, largest first; none for an empty set."""
        waiting = {self.node_of[atom] for atom in atoms}
        found = []
        while waiting:
            part = self._reach(waiting, waiting.pop())
            found.append(tuple(sorted(self.ids[node] for node in part)))
        return tuple(sorted(found, key=lambda part: (-len(part), part)))

    def _reach(self, waiting: set[int], start: int) -> list[int]:
        indptr, indices = self._lists
        part = [start]
        for node in part:
            fresh = [n for n in indices[indptr[node] : indptr[node + 1]] if n in waiting]
            waiting.difference_update(fresh)
            part.extend(fresh)
        return part

    @cached_property
    def _lists(self) -> tuple[list[int], list[int]]:
        return self.matrix.indptr.tolist(), self.matrix.indices.tolist()

    @cached_property
    def _land_of(self) -> list[int]:
        """Of each node the part of the land it lies on: more than one where the community's own land lies in several."""
        return connected_components(self.matrix, directed=False)[1].tolist()

    def lands(self, atoms: Collection[int]) -> set[int]:
        """The parts of the land on which these atoms lie."""
        return {self._land_of[self.node_of[atom]] for atom in atoms}

    def is_contiguous(self, atoms: Collection[int]) -> bool:
        """One connected part; an empty set is not contiguous."""
        return len(self.parts(atoms)) == 1


def adjacency(tess: Land) -> AtomGraph:
    """The graph of a tessellation's atoms."""
    edges = Edges.of([atom.rings for atom in tess.atoms])
    left, right, length = shared_lengths(edges)
    inside = shapely.get_coordinates(shapely.point_on_surface(polygons_of(atom.rings for atom in tess.atoms))) / MM
    outer = edges.twin < 0
    n = len(tess.atoms)
    return AtomGraph(
        ids=tuple(atom.id for atom in tess.atoms),
        xs=inside[:, 0],
        ys=inside[:, 1],
        area_m2=edges.double_areas(n) / 2 / _MM2,
        outer_m=np.bincount(edges.face[outer], weights=edges.length_mm[outer], minlength=n) / MM,
        edges=np.column_stack([left, right]),
        border_m=length / MM,
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a division, and where.

    code: plan.gap (atoms in no grid) · plan.unknown_atom · plan.defect (a border that does not cancel) ·
    grid.not_contiguous (atoms: the parts cut off from the largest).
    amount_m2: the area concerned, where it is known.
    """

    code: str
    place: Place | None
    grid: GridId | None = None
    atoms: tuple[int, ...] = ()
    amount_m2: float | None = None


@dataclass(frozen=True, slots=True)
class TopologyReport:
    """defect: border segments neither cancelled by a neighbour nor on the community's ring; 0 proves there is no gap and no overlap.
    area_gap_mm2: twice the ring's area less twice the atoms', exact."""

    defect: int
    area_gap_mm2: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """No gap, no overlap, every grid in one piece."""
        return self.defect == 0 and self.area_gap_mm2 == 0 and not self.findings


def check_partition(tess: Land, assignment: Mapping[int, GridId], graph: AtomGraph | None = None) -> TopologyReport:
    """Proof or refutation that the grids tile the community and hang together.

    assignment: atom id to grid. graph: `adjacency(tess)`, where the caller has it already.
    """
    graph = graph or adjacency(tess)
    defect, area_gap = exactness(tess)
    findings = [Finding("plan.defect", place) for place in _places(tess, defect)]
    findings += _gaps(tess, graph, assignment)
    findings += _torn(tess, graph, assignment)
    return TopologyReport(len(defect), area_gap, tuple(findings))


def exactness(tess: Land) -> tuple[Ints, int]:
    """Uncancelled segments (d, 4) and twice the area difference in mm²: both empty and 0 for a true tessellation."""
    faces = [atom.rings for atom in tess.atoms]
    return uncancelled(faces, tess.ring), _double_area([tess.ring]) - _double_area(faces)


def _double_area(faces: Sequence[tuple[tuple[int, ...], ...]]) -> int:
    return sum(Edges.of(faces).double_areas(len(faces)).tolist())


def _places(tess: Land, segments: Ints) -> list[Place]:
    return [tuple(p) for p in LocalPlane(tess.crs, tess.origin).to_degrees(segments[:, :2]).tolist()] if len(segments) else []


def _place(tess: Land, graph: AtomGraph, atom: int) -> Place:
    node = graph.node_of[atom]
    lon, lat = LocalPlane(tess.crs, tess.origin).to_degrees([graph.xs[node] * MM, graph.ys[node] * MM])[0].tolist()
    return lon, lat


def _gaps(tess: Land, graph: AtomGraph, assignment: Mapping[int, GridId]) -> list[Finding]:
    bare = [atom for atom in graph.ids if atom not in assignment]
    unknown = tuple(sorted(atom for atom in assignment if atom not in graph.node_of))
    findings = [Finding("plan.gap", _place(tess, graph, part[0]), atoms=part, amount_m2=_area(graph, part)) for part in graph.parts(bare)]
    return findings + ([Finding("plan.unknown_atom", None, atoms=unknown)] if unknown else [])


def _torn(tess: Land, graph: AtomGraph, assignment: Mapping[int, GridId]) -> list[Finding]:
    findings = []
    for grid, parts in parts_of_grids(graph, assignment).items():
        if len(parts) > 1:
            lost = tuple(atom for part in parts[1:] for atom in part)
            findings.append(Finding("grid.not_contiguous", _place(tess, graph, lost[0]), grid, lost, _area(graph, lost)))
    return findings


def _area(graph: AtomGraph, atoms: Iterable[int]) -> float:
    return float(sum(graph.area_m2[graph.node_of[atom]] for atom in atoms))


def parts_of_grids(graph: AtomGraph, assignment: Mapping[int, GridId]) -> dict[GridId, tuple[tuple[int, ...], ...]]:
    """For each grid its connected parts, largest first; a grid in one piece has one part. Unknown atoms are left out."""
    grids, label = _labels(graph, assignment)
    left, right = graph.edges.T
    same = (label[left] == label[right]) & (label[left] >= 0)
    n = len(graph.ids)
    links = csr_array((np.ones(int(same.sum()), dtype=np.int8), (left[same], right[same])), shape=(n, n))
    _, part = connected_components(links, directed=False)
    members: dict[tuple[int, int], list[int]] = {}
    for node in np.flatnonzero(label >= 0).tolist():
        members.setdefault((int(label[node]), int(part[node])), []).append(graph.ids[node])
    found: dict[GridId, list[tuple[int, ...]]] = {grid: [] for grid in grids}
    for (number, _), atoms in members.items():
        found[grids[number]].append(tuple(sorted(atoms)))
    return {grid: tuple(sorted(parts, key=lambda p: (-len(p), p))) for grid, parts in found.items()}


def _labels(graph: AtomGraph, assignment: Mapping[int, GridId]) -> tuple[list[GridId], Ints]:
    """The grids, sorted, and each node's number among them, -1 for none."""
    grids = sorted(set(assignment.values()))
    number = {grid: i for i, grid in enumerate(grids)}
    return grids, np.array([number[assignment[atom]] if atom in assignment else -1 for atom in graph.ids], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Measures:
    area_m2: float
    perimeter_m: float


def measures(graph: AtomGraph, assignment: Mapping[int, GridId]) -> dict[GridId, Measures]:
    """Area and perimeter of every grid, from the atoms' borders alone (inner borders cancel, the rims of holes count)."""
    grids, label = _labels(graph, assignment)
    held = label >= 0
    n = len(grids)
    area = np.bincount(label[held], weights=graph.area_m2[held], minlength=n)
    perimeter = np.bincount(label[held], weights=graph.outer_m[held], minlength=n)
    left, right = label[graph.edges].T
    for side in (left, right):
        rim = (left != right) & (side >= 0)
        perimeter += np.bincount(side[rim], weights=graph.border_m[rim], minlength=n)
    return {grid: Measures(float(area[i]), float(perimeter[i])) for i, grid in enumerate(grids)}


def sums(graph: AtomGraph, assignment: Mapping[int, GridId], values: NDArray[np.number]) -> dict[GridId, float]:
    """For each grid the sum of a number that every atom has, in the graph's order: a count after an edit asks no geometry."""
    grids, label = _labels(graph, assignment)
    held = label >= 0
    return dict(zip(grids, np.bincount(label[held], weights=values[held], minlength=len(grids)).tolist(), strict=True))


def grid_polygons(tess: Land, assignment: Mapping[int, GridId]) -> dict[GridId, BaseGeometry]:
    """Each grid's area in (lon, lat) degrees, SRID 4490: a Polygon, or a MultiPolygon when the grid is not contiguous.

    Shared vertices of neighbouring grids are the same pair of doubles.
    """
    areas = grid_areas(tess, assignment)
    shapes = to_degrees(np.array(list(areas.values()), dtype=object), LocalPlane(tess.crs, tess.origin))
    return dict(zip(areas, shapes, strict=True))


def grid_areas(tess: Land, assignment: Mapping[int, GridId]) -> dict[GridId, BaseGeometry]:
    """Each grid's area on the lattice, in millimetres: the atoms' borders without those that two atoms of the grid share."""
    held = [atom for atom in tess.atoms if atom.id in assignment]
    shapes = polygons_of(atom.rings for atom in held)
    members: dict[GridId, list[int]] = {}
    for i, atom in enumerate(held):
        members.setdefault(assignment[atom.id], []).append(i)
    return {grid: _single(shapely.coverage_union_all(shapes[members[grid]])) for grid in sorted(members)}


def _single(shape: BaseGeometry) -> BaseGeometry:
    return shapely.get_geometry(shape, 0) if shapely.get_num_geometries(shape) == 1 else shape


def atom_polygons(atoms: Sequence[Atom], plane: LocalPlane) -> dict[int, BaseGeometry]:
    """Atom id to its polygon in (lon, lat) degrees, SRID 4490."""
    return dict(zip([a.id for a in atoms], to_degrees(polygons_of(a.rings for a in atoms), plane), strict=True))
