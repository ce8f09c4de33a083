"""A planner with no plan: random strokes with every tool, each proved at once on the millimetre lattice."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
from shapely import LineString

from domain.errors import DomainError
from domain.ids import GridId
from gis import editing, lines
from gis.borders import Borders
from gis.coverage import Edges, uncancelled
from gis.editing import Board, Redraw, board
from gis.shapes import rings_of
from gis.tessellation import Tessellation
from gis.topology import check_partition, grid_areas

MAY_REFUSE = {
    "grid.not_contiguous",
    "grid.left_empty",
    "grid.split_part_empty",
    "grid.nothing_between",
    "grid.border_missing",
    "line.unusable",
}
FEW, MANY = 12, 60


class Editor:
    """board: as drawn so far. done: strokes that were drawn, by tool. refused: by code."""

    def __init__(self, tess: Tessellation, seed: int) -> None:
        self.board: Board = board(tess, {atom.id: GridId("grd-0") for atom in tess.atoms})
        self.borders = Borders.of(tess)
        self.households = np.random.default_rng(seed).integers(0, 120, len(tess.atoms))
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._rng = random.Random(seed)
        self._degrees = self.board.plane.to_degrees(self.board.places).tolist()
        self._strokes = 0

    def stroke(self) -> None:
        """One random edit; the tool may refuse, the board stays as it was then. Raises EditNotExact if a border is left uncancelled."""
        tool = self._tool()
        self._strokes += 1
        try:
            redrawn = getattr(self, f"_{tool}")()
        except DomainError as refusal:
            assert refusal.code in MAY_REFUSE, refusal
            self.refused[refusal.code] += 1
            return
        if redrawn is None:
            return
        self.board = self.borders.proved(self.board, redrawn).board
        self.done[tool] += 1

    def assert_sound(self) -> None:
        """The whole board, by integers and by the polygons that are stored: overlap 0, gap 0, every grid in one piece, nobody lost."""
        on = self.board
        report = check_partition(on.tess, on.assignment, on.graph)
        assert report.holds
        areas = grid_areas(on.tess, on.assignment)
        rings = [rings_of(area) for area in areas.values()]
        assert len(uncancelled(rings, on.tess.ring)) == 0
        assert Edges.of(rings).double_areas(len(rings)).sum() == Edges.of([on.tess.ring]).double_areas(1).sum()
        assert sum(self.per_grid().values()) == int(self.households.sum())
        assert {atom: grid for grid, atoms in on.members.items() for atom in atoms} == dict(on.assignment)

    def per_grid(self) -> dict[GridId, int]:
        node_of = self.board.graph.node_of
        return {grid: int(self.households[[node_of[atom] for atom in atoms]].sum()) for grid, atoms in self.board.members.items()}

    def _tool(self) -> str:
        grids = len(self.board.members)
        if grids < FEW:
            return "split"
        tools = ["paint", "paint", "split", "merge", "swap", "border", "vertex"]
        return self._rng.choice([tool for tool in tools if not (tool == "split" and grids > MANY)])

    def _grid(self) -> GridId:
        return self._rng.choice(sorted(self.board.members))

    def _beside(self, grid: GridId) -> GridId | None:
        on = self.board
        there = {on.assignment[other] for atom in on.members[grid] for other in on.graph.neighbours(atom)} - {grid}
        return self._rng.choice(sorted(there)) if there else None

    def _line(self, atoms: list[int]) -> LineString:
        ends = self._rng.sample(atoms, 2) if len(atoms) > 1 else self._rng.sample(list(self.board.graph.ids), 2)
        return LineString([self._degrees[self.board.graph.node_of[atom]] for atom in ends])

    def _paint(self) -> Redraw:
        grid = self._grid()
        seed = self._rng.choice(sorted(self.board.members[grid]))
        return editing.paint(self.board, [atom for atom in self.board.graph.neighbours(seed) if self._rng.random() < 0.7], grid)

    def _split(self) -> Redraw:
        grid = self._grid()
        return lines.split_by_line(self.board, grid, self._line(sorted(self.board.members[grid])), GridId(f"grd-e{self._strokes}"))

    def _merge(self) -> Redraw | None:
        grid = self._grid()
        other = self._beside(grid)
        return editing.merge(self.board, [other], grid) if other else None

    def _swap(self) -> Redraw | None:
        grid = self._grid()
        other = self._beside(grid)
        return editing.swap(self.board, *(self._along(*pair) for pair in ((grid, other), (other, grid)))) if other else None

    def _along(self, grid: GridId, other: GridId) -> list[int]:
        """One or two atoms of a grid that touch the other."""
        on = self.board
        touching = [atom for atom in sorted(on.members[grid]) if any(on.assignment[x] == other for x in on.graph.neighbours(atom))]
        return self._rng.sample(touching, min(len(touching), self._rng.choice((1, 2))))

    def _border(self) -> Redraw | None:
        grid = self._grid()
        other = self._beside(grid)
        if other is None:
            return None
        return lines.move_border(self.board, grid, other, self._line(sorted(self.board.members[grid] | self.board.members[other])))

    def _vertex(self) -> Redraw | None:
        grid = self._grid()
        other = self._beside(grid)
        if other is None:
            return None
        here, there = (self.board.place(self._rng.choice(sorted(self.board.members[one]))) for one in (grid, other))
        return lines.move_vertex(self.board, grid, other, here, there, reach_m=self._rng.choice((None, 40.0, 80.0)))
