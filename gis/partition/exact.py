"""A small window divided as well as it can be: every connected set that fits is listed, HiGHS picks the cheapest cover."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_matrix, csr_matrix

from .graph import Loads
from .state import Floats, Ints

SLACK = 1e-9


class Block(NamedTuple):
    """A connected set of nodes with the sums of its loads; its ceiling is never above 1."""

    nodes: tuple[int, ...]
    floor: float
    ceiling: float


class Limits(NamedTuple):
    """When to give up, in counts and not in seconds, so that the answer does not depend on the machine's load."""

    sets: int = 20_000
    branches: int = 100_000


class Homes(NamedTuple):
    """Where the nodes were (part numbers, -1 for new land) and what each costs away from there."""

    part: Ints
    price: Floats

    def away(self, nodes: tuple[int, ...]) -> float:
        """The least a block of these nodes pays, if it takes the number most of them had."""
        held: dict[int, float] = {}
        for x in nodes:
            held[int(self.part[x])] = held.get(int(self.part[x]), 0.0) + float(self.price[x])
        return sum(held.values()) - max(held.values())


def divided(rows: csr_matrix, loads: Loads, limits: Limits, breach: float | None = None, homes: Homes | None = None) -> Ints | None:
    """The division of all nodes into connected parts inside the band with the shortest border; None when there is none or the
    limits are too narrow. With `breach`, sets below the band may be taken, each at this price; with `homes`, moves are weighed too."""
    blocks: list[Block] = []
    for block in connected_sets(rows, loads):
        if breach is not None or block.floor >= loads.need - SLACK:
            blocks.append(block)
        if len(blocks) > limits.sets:
            return None
    if not blocks:
        return None
    short = np.clip(loads.need - np.array([block.floor for block in blocks]), 0.0, None)
    price = (breach or 0.0) * ((short > SLACK) + short)
    if homes:
        price += [homes.away(block.nodes) for block in blocks]
    return _cheapest_cover(rows, blocks, price, limits.branches)


def connected_sets(rows: csr_matrix, loads: Loads) -> Iterator[Block]:
    """Every connected set not above the band, each once: it is grown from its lowest node."""
    grower = _Grower(rows, loads)
    for first in range(rows.shape[0]):
        yield from grower.sets_from(first, frozenset(range(first + 1)))


def fits_nowhere(rows: csr_matrix, loads: Loads, node: int, most: int = 5_000) -> bool:
    """Proof that no connected set inside the band holds `node`; False when there is one or the search would be long."""
    tried = 0
    for block in islice(_Grower(rows, loads).sets_from(node, frozenset((node,))), most):
        if block.floor >= loads.need - SLACK:
            return False
        tried += 1
    return tried < most


class _Grower:
    """Neighbours are read as they are met: a proof for one node must not cost a walk over the whole land."""

    def __init__(self, rows: csr_matrix, loads: Loads) -> None:
        self.rows, self.loads = rows, loads
        self.known: dict[int, tuple[list[int], float, float]] = {}

    def at(self, node: int) -> tuple[list[int], float, float]:
        """Neighbours, floor and ceiling of a node."""
        if node not in self.known:
            near = self.rows.indices[self.rows.indptr[node] : self.rows.indptr[node + 1]].tolist()
            self.known[node] = (near, float(self.loads.floor[node]), float(self.loads.ceiling[node]))
        return self.known[node]

    def sets_from(self, first: int, barred: frozenset[int]) -> Iterator[Block]:
        """Connected sets that hold `first` and none of the `barred` others."""
        waiting = [(Block((first,), *self.at(first)[1:]), barred)]
        while waiting:
            block, shut = waiting.pop()
            if block.ceiling > 1 + SLACK:
                continue
            yield block
            rim = dict.fromkeys(v for x in block.nodes for v in self.at(x)[0] if v not in shut)
            for v in rim:
                shut = shut | {v}
                _, floor, ceiling = self.at(v)
                grown = Block((*block.nodes, v), block.floor + floor, block.ceiling + ceiling)
                waiting.append((grown, shut))


def _cheapest_cover(rows: csr_matrix, blocks: list[Block], price: Floats, branches: int) -> Ints | None:
    """Blocks that hold every node once, at the least border and price."""
    nodes = rows.shape[0]
    column = np.repeat(np.arange(len(blocks)), [len(block.nodes) for block in blocks])
    member = np.concatenate([block.nodes for block in blocks])
    holds = csc_matrix((np.ones(len(member)), (member, column)), shape=(nodes, len(blocks)))
    within = np.asarray(holds.multiply(rows @ holds).sum(axis=0)).ravel()
    around = 0.5 * (holds.T @ np.asarray(rows.sum(axis=1)).ravel() - within)
    found = milp(
        around + price,
        integrality=np.ones(len(blocks)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(holds, 1, 1),
        options={"node_limit": branches},
    )
    if found.x is None:
        return None
    part = np.zeros(nodes, np.int32)
    for number, chosen in enumerate(np.flatnonzero(found.x > 0.5)):
        part[list(blocks[chosen].nodes)] = number
    return part
