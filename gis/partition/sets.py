"""Every connected set of nodes that fits the band, listed once: the columns of an exact division.

A set grows from its lowest node. A node that was beside the set and not taken stays barred below that branch, so that no set comes
twice. Sums of ceilings only rise, which is where a branch ends.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

from gis.jit import compiled

from .graph import Loads
from .state import Floats, Ints, Longs

SLACK = 1e-9
LONGEST = 64
"""Nodes of a set at most; with more the land is not lumpy and no list would end."""
VISITS = 12
"""Sets looked at for each one that may be kept: where most are too light, listing is given up."""


class Sets(NamedTuple):
    """Set `i` holds `members[starts[i]:starts[i + 1]]`; `border`: half of its border towards other nodes, in the units of the rows."""

    members: Ints
    starts: Longs
    floor: Floats
    load: Floats
    border: Floats

    def __len__(self) -> int:
        return len(self.floor)

    def holding(self, nodes: int) -> csc_matrix:
        """Nodes by sets, 1 where the set holds the node."""
        return csc_matrix((np.ones(len(self.members)), self.members, self.starts), shape=(nodes, len(self)))


class _Land(NamedTuple):
    start: Ints
    ends: Ints
    cost: Floats
    around: Floats
    floor: Floats
    ceiling: Floats
    load: Floats


class _Book(NamedTuple):
    """What is written down: `counts` are sets kept, members kept and sets looked at."""

    members: Ints
    starts: Longs
    floor: Floats
    load: Floats
    border: Floats
    counts: Longs


def connected_sets(rows: csr_matrix, loads: Loads, least: float, most: int, load: Floats | None = None) -> Sets | None:
    """All connected sets with ceiling <= 1 and floor >= `least`; None when they are more than `most`. `load`: a second load to sum."""
    land, book, stack = land_of(rows, loads, load), book_of(most), stack_of(rows.shape[0])
    for first in range(rows.shape[0]):
        if not grow_sets(land, book, stack, first, first, least - SLACK, most * VISITS):
            return None
    kept, members, _ = (int(count) for count in book.counts)
    return Sets(book.members[:members], book.starts[: kept + 1], book.floor[:kept], book.load[:kept], book.border[:kept])


def fits_nowhere(rows: csr_matrix, loads: Loads, node: int, visits: int = 20_000) -> bool:
    """Proof that no connected set inside the band holds `node`; False when there is one or the search would be long."""
    book = book_of(1)
    listed = grow_sets(land_of(rows, loads, None), book, stack_of(rows.shape[0]), node, -1, loads.need - SLACK, visits)
    return listed and book.counts[0] == 0


def land_of(rows: csr_matrix, loads: Loads, load: Floats | None) -> _Land:
    around = np.asarray(rows.sum(axis=1), float).ravel()
    second = np.zeros(len(around)) if load is None else load
    return _Land(rows.indptr.astype(np.int32), rows.indices.astype(np.int32), rows.data, around, loads.floor, loads.ceiling, second)


def book_of(most: int) -> _Book:
    rows = most + 1
    return _Book(np.empty(rows * 16, np.int32), np.zeros(rows + 1, np.int64), *(np.empty(rows) for _ in range(3)), np.zeros(3, np.int64))


class _Stack(NamedTuple):
    """The set under way and all it was grown from, one depth for each node.

    `marks`: 2 in the set, 1 beside it or barred. `rim`: nodes still to be tried, depth after depth; a depth's own begin at `head`, those
    that it brought itself at `fresh`, and end at `tail`. `sums`: floor, ceiling, second load, border.
    """

    marks: Ints
    rim: Ints
    taken: Ints
    head: Longs
    fresh: Longs
    tail: Longs
    sums: Floats


def stack_of(nodes: int) -> _Stack:
    places = (np.zeros(LONGEST + 1, np.int64) for _ in range(3))
    return _Stack(
        np.zeros(nodes, np.int32),
        np.empty(LONGEST * (nodes + 1), np.int32),
        np.empty(LONGEST, np.int32),
        *places,
        np.zeros((LONGEST + 1, 4)),
    )


@compiled
def write_down(book: _Book, stack: _Stack, depth: int) -> bool:
    """Keep the set; False when the book is full."""
    kept, at = book.counts[0], book.counts[1]
    if kept >= len(book.floor) - 1 or at + depth > len(book.members):
        return False
    for i in range(depth):
        book.members[at + i] = stack.taken[i]
    book.floor[kept], book.load[kept], book.border[kept] = stack.sums[depth, 0], stack.sums[depth, 2], stack.sums[depth, 3]
    book.starts[kept + 1] = at + depth
    book.counts[0], book.counts[1] = kept + 1, at + depth
    return True


@compiled
def add_up(land: _Land, stack: _Stack, depth: int, node: int) -> None:
    """The sums of the set with one node more, at the next depth."""
    shared = 0.0
    for e in range(land.start[node], land.start[node + 1]):
        if stack.marks[land.ends[e]] == 2:
            shared += land.cost[e]
    above, below = stack.sums[depth], stack.sums[depth + 1]
    below[0] = above[0] + land.floor[node]
    below[1] = above[1] + land.ceiling[node]
    below[2] = above[2] + land.load[node]
    below[3] = above[3] + 0.5 * land.around[node] - shared


@compiled
def descend(land: _Land, stack: _Stack, depth: int, node: int, lowest: int) -> None:
    """Take the node: its rim is what the depth above has still to try, and the neighbours it brings."""
    stack.taken[depth - 1] = node
    stack.marks[node] = 2
    at = stack.tail[depth - 1]
    stack.head[depth] = at
    for i in range(stack.head[depth - 1], stack.tail[depth - 1]):
        stack.rim[at] = stack.rim[i]
        at += 1
    stack.fresh[depth] = at
    for e in range(land.start[node], land.start[node + 1]):
        v = land.ends[e]
        if v > lowest and stack.marks[v] == 0:
            stack.marks[v] = 1
            stack.rim[at] = v
            at += 1
    stack.tail[depth] = at


@compiled
def ascend(stack: _Stack, depth: int) -> None:
    """Leave the set: what it brought to the rim is free again, its last node stays barred for the sets that follow."""
    for i in range(stack.fresh[depth], stack.tail[depth]):
        stack.marks[stack.rim[i]] = 0
    stack.marks[stack.taken[depth - 1]] = 1


@compiled
def grow_sets(land: _Land, book: _Book, stack: _Stack, first: int, lowest: int, least: float, visits: int) -> bool:
    """Write down the sets that hold `first` and other nodes above `lowest`; False when the book or the visits are at an end."""
    depth, node = 0, first
    while True:
        if node >= 0:
            add_up(land, stack, depth, node)
            book.counts[2] += 1
            if book.counts[2] > visits or depth + 1 >= LONGEST:
                return False
            if stack.sums[depth + 1, 1] <= 1.0 + SLACK:
                depth += 1
                descend(land, stack, depth, node, lowest)
                if stack.sums[depth, 0] >= least and not write_down(book, stack, depth):
                    return False
            node = -1
        elif depth == 0:
            stack.marks[first] = 0
            return True
        elif stack.head[depth] < stack.tail[depth]:
            node = stack.rim[stack.head[depth]]
            stack.head[depth] += 1
        else:
            ascend(stack, depth)
            depth -= 1
