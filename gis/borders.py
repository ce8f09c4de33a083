"""The borders of grids as directed segments on the lattice, taken from the atoms alone: the proof that an edit broke nothing, after
every edit and only where it drew.

Every segment that a touched grid walks must be walked backwards by another touched grid, or be there still as it was before the edit.
If nothing else appeared or went, the tiling that held before holds after, everywhere: whole numbers, no tolerance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from domain.errors import Refused
from gis.coverage import Edges, Ints
from gis.editing import Board, Redraw
from gis.topology import Land


class EditNotExact(Refused):
    """After the edit the grids it touched would not hold the same land as before, once each. Facts: defects (count)."""

    code = "plan.edit_not_exact"


@dataclass(frozen=True, slots=True)
class Chain:
    """A sum of directed segments. segments: undirected segment numbers, sorted, each once; times: how often more it is walked in the one
    direction than in the other, never 0."""

    segments: Ints
    times: Ints

    @classmethod
    def of(cls, segments: Ints, times: Ints) -> Chain:
        order = np.argsort(segments, kind="stable")
        segments, times = segments[order], times[order]
        first = np.flatnonzero(np.diff(segments, prepend=-1))
        total = np.add.reduceat(times, first) if len(first) else times
        left = total != 0
        return cls(segments[first][left], total[left])

    @classmethod
    def sum(cls, chains: Sequence[Chain]) -> Chain:
        if not chains:
            return cls(np.empty(0, np.int64), np.empty(0, np.int64))
        return cls.of(np.concatenate([one.segments for one in chains]), np.concatenate([one.times for one in chains]))

    def less(self, other: Chain) -> Chain:
        return Chain.sum([self, Chain(other.segments, -other.times)])


@dataclass(frozen=True)
class Borders:
    """segments, times: every directed edge of the atoms as an undirected segment's number and a direction. spans: where the edges of
    each atom stand. vertices: how many, so that a segment's number tells its two ends."""

    segments: Ints
    times: Ints
    spans: Mapping[int, tuple[int, int]]
    vertices: int

    @classmethod
    def of(cls, tess: Land) -> Borders:
        edges = Edges.of([atom.rings for atom in tess.atoms])
        wide = len(edges.vertices)
        low, high = np.minimum(edges.start, edges.end), np.maximum(edges.start, edges.end)
        ends = np.searchsorted(edges.face, np.arange(len(tess.atoms) + 1)).tolist()
        spans = {atom.id: (ends[i], ends[i + 1]) for i, atom in enumerate(tess.atoms)}
        return cls(low * wide + high, np.where(edges.start < edges.end, 1, -1), spans, wide)

    def rim(self, atoms: Collection[int]) -> Chain:
        """The directed border of a set of atoms: their segments without those that two of them share. An atom given twice counts twice."""
        spans = [self.spans[atom] for atom in atoms]
        if not spans:
            return Chain.sum([])
        return Chain.of(np.concatenate([self.segments[a:b] for a, b in spans]), np.concatenate([self.times[a:b] for a, b in spans]))

    def defect(self, before: Iterable[Collection[int]], after: Iterable[Collection[int]]) -> int:
        """How many directed segments an edit left uncancelled: 0 proves that the touched grids hold the same land as before, once each.

        before, after: the atoms of every touched grid.
        """
        was, now = (Chain.sum([self.rim(atoms) for atoms in grids]) for grids in (before, after))
        return int(np.abs(now.less(was).times).sum())

    def proved(self, before: Board, redrawn: Redraw) -> Redraw:
        """The edit, once its borders cancel. Raises EditNotExact."""
        touched = {grid for move in redrawn.moves for grid in (move.from_grid, move.to_grid)}
        if defects := self.defect(*([one.members.get(grid, ()) for grid in touched] for one in (before, redrawn.board))):
            raise EditNotExact(defects=defects)
        return redrawn
