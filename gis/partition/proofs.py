"""What can be proved of a part that no search brought into the band."""

from __future__ import annotations

import numpy as np
from scipy.sparse.csgraph import connected_components

from .graph import Problem
from .lumps import Allowance, Undecided, searched_out
from .repair import misfits
from .state import Ints

ALL, ONE = 12_000_000, 4_000_000
"""Sets looked at for all the proofs of a report, and for one."""
DEEP = 10
"""Sets taken one beside the other; a proof that reaches so far hardly ends."""


class Proofs:
    """Proofs for one division; `part` is the part of each node of the problem.

    What was proved to be outside the band need not be inside it in the proofs that follow: each is of a breach of its own.
    """

    def __init__(self, problem: Problem, part: Ints) -> None:
        self.problem, self.part = problem, part
        self.optional = np.zeros(len(problem), bool)
        self.allowance = Allowance(ALL)

    def everywhere(self, nodes: Ints) -> tuple[int, ...]:
        """Nodes at which every division of the whole land fails: some node here, none that fits nowhere by itself, is in a part outside
        the band. None where that is not proved."""
        while stuck := self._refuted(self._land_of(nodes), nodes, DEEP):
            misfit = misfits(self.problem, list(stuck))
            self.optional[misfit or nodes] = True
            if not misfit:
                return stuck
        return ()

    def among_neighbours(self, nodes: Ints) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The nodes at which every division of these and the neighbouring parts together fails, and those parts; parts around a node above
        the band left aside. None where that is not proved."""
        beside = np.unique(self.part[self.problem.rows[nodes].indices])
        others = np.setdiff1d(beside, np.append(self.part[self.problem.heavy], self.part[nodes[0]]))
        together = np.union1d(nodes, np.flatnonzero(np.isin(self.part, others)))
        return self._refuted(together, nodes, len(together)), tuple(others.tolist())

    def _land_of(self, nodes: Ints) -> Ints:
        """What can be reached from the nodes without crossing one above the band."""
        light = np.flatnonzero(~self.problem.heavy)
        _, label = connected_components(self.problem.rows[light][:, light], directed=False)
        return light[np.isin(label, label[np.isin(light, nodes)])]

    def _refuted(self, land: Ints, begin: Ints, deep: int) -> tuple[int, ...]:
        """The nodes at which every division fails; none where that is not proved."""
        try:
            with self.allowance.at_most(ONE) as allowance:
                return searched_out(self.problem, land, begin.tolist(), allowance, deep, self.optional).stuck
        except Undecided:
            return ()
