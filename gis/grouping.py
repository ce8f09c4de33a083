"""Building groups (楼组) on a grid's own atoms: proposed by the partition engine, and whether a group hangs together.

A group is said in buildings, not in land: atoms where nobody lives belong to no group and may be walked through.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.coverage import Ints
from gis.partition import Band, Bordered, Effort, PartReport, Wishes, inner, propose
from gis.partition.codes import continued, reading_order
from gis.topology import AtomGraph


@dataclass(frozen=True, slots=True)
class Group:
    """nodes: of the graph. continues: number of the standing group whose majority it takes, None for a new one. reason: why it is outside
    the band (partition.report), None where it is inside; alone: nodes that are above the band by themselves."""

    nodes: tuple[int, ...]
    households: int
    continues: int | None
    reason: str | None
    alone: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """What stands on each node of the graph. low, high: its band. standing: number of the group that holds it now, -1 for none."""

    households: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    standing: NDArray[np.int32]


def grouped(
    graph: Bordered,
    nodes: Sequence[int],
    stock: Stock,
    *,
    stay: bool = True,
    locked: Collection[int] = (),
    seed: int = 1,
    effort: Effort = "normal",
) -> tuple[Group, ...]:
    """The groups of one grid, whose nodes these are: standing ones first, by number, then new ones in reading order (west to east, north to
    south). Where nobody lives, none.

    stay: begin with the groups that stand and move few households. locked: numbers of groups not to be touched.
    """
    at = np.sort(np.asarray(nodes, int))
    weights, keep = stock.households[at], stock.standing[at]
    if not weights.sum():
        return ()
    held = sorted(set(locked) & set(keep.tolist()))
    begun = (stay or bool(held)) and bool((keep >= 0).any())
    wishes = Wishes(keep=keep, locked=held, steadiness=1.0 if stay else 0.0) if begun else Wishes()
    found = propose(inner(graph, at.tolist()), weights, Band(stock.low[at], stock.high[at]), seed=seed, effort=effort, wishes=wishes)
    lasting = continued(found.parts, keep, weights, held)
    groups = [_group(at, weights, found.parts == report.part, lasting.get(report.part), report) for report in found.reports]
    return _ordered(graph, [one for one in groups if one.households])


def _group(at: Ints, weights: NDArray[np.float64], inside: NDArray[np.bool_], continues: int | None, report: PartReport) -> Group:
    nodes, alone = at[inside].tolist(), at[list(report.nodes)].tolist()
    return Group(tuple(nodes), int(weights[inside].sum()), continues, report.reason, tuple(alone))


def _ordered(graph: Bordered, groups: Sequence[Group]) -> tuple[Group, ...]:
    lasting = sorted((one for one in groups if one.continues is not None), key=lambda one: one.continues or 0)
    fresh = [one for one in groups if one.continues is None]
    middles = [(graph.xs[list(one.nodes)].mean(), graph.ys[list(one.nodes)].mean()) for one in fresh]
    xs, ys = np.array(middles, float).reshape(-1, 2).T
    return (*lasting, *(fresh[i] for i in reading_order(xs, ys).tolist()))


def strays(graph: AtomGraph, atoms: Collection[int], free: Collection[int]) -> tuple[int, ...]:
    """Atoms of a group that cannot be reached from its largest piece. free: atoms that belong to nobody and may be walked through."""
    own = set(atoms)
    if len(own) < 2 or graph.is_contiguous(own):
        return ()
    pieces = [own.intersection(part) for part in graph.parts(own.union(free))]
    largest = max(pieces, key=lambda piece: (len(piece), sorted(piece)))
    return tuple(sorted(own - largest))
