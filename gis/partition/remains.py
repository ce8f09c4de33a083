"""The few parts that neither the long search nor the repair brought into the band, and of which nobody can prove that it must be so."""

from __future__ import annotations

import numpy as np

from .anneal import Search
from .exact import Limits
from .proofs import Proofs
from .repair import misfits, parts_out, search_out
from .windows import surroundings

RINGS, PARTS = 4, 80
"""Borders around such a part, one more in each turn, and the most parts of its window."""
STEPS = 2_000
"""Of a node in the window."""


def take_up_again(search: Search, turns: int, limits: Limits) -> None:
    """Search wide windows around them afresh, each turn where they lie by then: what only wanders may end where it is cured."""
    proved: set[int] = set()
    for turn in range(turns):
        left = _unproved(search, proved)
        if not left:
            return
        for part in left:
            inside = surroundings(search, part, PARTS, RINGS + turn)
            slots = search.slots[inside[search.net.tails] & inside[search.net.ends]]
            search.cool(search.resume(), STEPS * int(inside.sum()), hot=1.0, cold=0.15, slices=12, slots=slots)
        search_out(search, limits)


def _unproved(search: Search, proved: set[int]) -> list[int]:
    """Parts out of the band but those with a node of the proved ones, to which are added the nodes proved now."""
    proofs, left = Proofs(search.problem, search.best.part), []
    for part in parts_out(search, search.best.part):
        nodes = np.flatnonzero(search.best.part == part)
        if proved.isdisjoint(nodes.tolist()):
            stuck = misfits(search.problem, nodes.tolist()) or proofs.everywhere(nodes)
            proved.update(stuck)
            left += [] if stuck else [part]
    return left
