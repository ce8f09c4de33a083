"""Land searched to the end: a division of it inside the band, or the proof that there is none.

The node that the fewest sets can hold is covered first, by each of those sets in turn. Where the nodes are large, one beside what was
taken soon has no set left, and the branch ends. Where many small ones lie about, the search gives up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from .graph import Loads, Problem
from .sets import VISITS, book_of, grow_sets, land_of, stack_of
from .state import Flags, Ints

FEW = 200
"""Sets that one node may be held by where it is to be covered by each of them."""
LOOK = 150
"""What it costs to ask for the sets of one node, in sets looked at."""
BARRED = 2.0


class Undecided(Exception):
    """Neither a division nor a proof within the allowance."""


@dataclass
class Allowance:
    """Sets that may still be looked at, counted so that the answer does not depend on the machine's load; ten million take a second."""

    left: int

    @contextmanager
    def at_most(self, most: int) -> Iterator[Allowance]:
        """An allowance within this one; what is not spent of it comes back."""
        given = min(most, self.left)
        part = Allowance(given)
        try:
            yield part
        finally:
            self.left -= given - max(0, part.left)

    def spend(self, looked_at: int) -> None:
        """Raises Undecided."""
        self.left -= looked_at + LOOK
        if self.left < 0:
            raise Undecided


class Outcome(NamedTuple):
    """part: of each node in a division inside the band, -1 where none holds it; None: it is proved that there is no division, however many
    parts are made. stuck: the nodes that had no set left."""

    part: Ints | None
    stuck: tuple[int, ...]


def searched_out(
    problem: Problem, nodes: Ints, begin: list[int], allowance: Allowance, deep: int, optional: Flags | None = None
) -> Outcome:
    """Whether all of `nodes` can stand in parts inside the band, but for those above the band and the `optional` ones of the problem.

    The search goes outwards from `begin` and gives up where it has taken `deep` sets. Raises Undecided.
    """
    asked = ~problem.heavy if optional is None else ~(problem.heavy | optional)
    tree = _Tree(problem, nodes, asked[nodes], allowance, deep)
    if not tree.completed(np.searchsorted(nodes, begin).tolist()):
        return Outcome(None, tuple(nodes[sorted(tree.stuck)].tolist()))
    part = np.full(len(nodes), -1, np.int32)
    for number, one in enumerate(tree.taken):
        part[one] = number
    return Outcome(part, ())


class _Tree:
    """The land under search; what is taken is barred from every other set."""

    def __init__(self, problem: Problem, nodes: Ints, asked: Flags, allowance: Allowance, deep: int) -> None:
        loads, self.rows = problem.loads, problem.rows[nodes][:, nodes]
        self.asked, self.free, self.ceiling, self.need = asked, asked.copy(), loads.ceiling[nodes], loads.need
        barring = np.where(problem.heavy[nodes], BARRED, self.ceiling)
        self.land = land_of(self.rows, Loads(loads.households[nodes], loads.floor[nodes], barring, loads.need), None)
        self.stack, self.allowance, self.deep = stack_of(len(nodes)), allowance, deep
        self.taken: list[Ints] = []
        self.stuck: set[int] = set()

    def completed(self, front: list[int]) -> bool:
        """Whether all that must be covered still can be, first of it the `front`; `taken` then covers it. Raises Undecided."""
        if not self.free.any():
            return True
        if len(self.taken) == self.deep:
            raise Undecided
        front = [x for x in front if self.free[x]] or np.flatnonzero(self.free).tolist()
        for one in self._choices(front):
            self._take(one)
            if self.completed([*_beside(self.rows, one), *front]):
                return True
            self._give_back()
        return False

    def _choices(self, front: list[int]) -> list[Ints]:
        """All sets that can hold the node of the front with the fewest; none where one of its nodes has none. Raises Undecided."""
        fewest = None
        for x in dict.fromkeys(front):
            found = self._sets(x, FEW if fewest is None else len(fewest))
            if found is not None:
                fewest = found
                if not fewest:
                    self.stuck.add(x)
                if len(fewest) <= 1:
                    break
        if fewest is None:
            raise Undecided
        return fewest

    def _sets(self, node: int, most: int) -> list[Ints] | None:
        """The sets inside the band that hold the node, those with the shortest border first; None when they are more than `most`."""
        book = book_of(most)
        listed = grow_sets(self.land, book, self.stack, node, -1, self.need - 1e-9, FEW * VISITS)
        self.allowance.spend(int(book.counts[2]))
        if not listed:
            self.stack.marks[:] = 0
            return None
        kept = np.argsort(book.border[: book.counts[0]], kind="stable").tolist()
        return [book.members[book.starts[i] : book.starts[i + 1]].copy() for i in kept]

    def _take(self, one: Ints) -> None:
        self.taken.append(one)
        self.free[one] = False
        self.land.ceiling[one] = BARRED

    def _give_back(self) -> None:
        one = self.taken.pop()
        self.free[one] = self.asked[one]
        self.land.ceiling[one] = self.ceiling[one]


def _beside(rows: csr_matrix, nodes: Ints) -> list[int]:
    return np.unique(rows[nodes].indices).tolist()
