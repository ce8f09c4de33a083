"""What a plan in force would rather keep: moves undone where they cost more households than the breach they cure is worth."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .anneal import Search
from .exact import Work
from .fewest import LAST_ROUND, ROUNDS, fewer_moves, leave_one, moved
from .repair import misfits, parts_out
from .seed import from_force
from .state import Flags, Ints

LEFT_OUT = 0.01
"""Share of the parts that could be in the band and may be left out of it for the sake of `most_moved`."""
WORK = 800_000
"""Units of work for windows in which the fewest households move."""


def spare_moves(search: Search, seed: int, most_moved: float) -> tuple[int, ...]:
    """Divide anew where fewer households need to move, then undo the dearest changes, until no more than that share of the households
    moves; the parts left out of the band for it.

    Parts that exchange nodes change together or not at all. A change is as dear as the households it moves for each breach it cures; one
    that cures none goes first. Changes that settle new land stay.
    """
    problem = search.problem
    before, _ = from_force(problem, seed)
    limit = most_moved * float(problem.loads.households.sum())
    out = parts_out(search, search.best.part)
    hopeless = sum(bool(misfits(problem, np.flatnonzero(search.best.part == one).tolist())) for one in out)
    allowed = (len(np.unique(search.best.part)) - hopeless) * LEFT_OUT - (len(out) - hopeless)
    undone: list[int] = []
    work = Work(WORK)
    if moved(problem, search.best.part) > limit:
        fewer_moves(search, limit, work)
    while allowed >= 1 and moved(problem, search.best.part) > limit and (one := leave_one(search, before, work)) is not None:
        allowed -= 1
        undone.append(one)
    if moved(problem, search.best.part) > limit:
        fewer_moves(search, limit, work, (*ROUNDS, LAST_ROUND))
    for nodes in _changes(search, before):
        if moved(problem, search.best.part) <= limit:
            break
        trial = search.best.part.copy()
        trial[nodes] = before[nodes]
        standing = search.standing(search.begin(trial, int(max(trial.max(), before.max())) + 1))
        worse = standing.out - search.best.out
        if worse <= allowed:
            allowed -= max(0, worse)
            search.best = standing
            search.answered.clear()
            undone += np.unique(before[nodes]).tolist()
    return tuple(sorted(set(undone) & set(parts_out(search, search.best.part))))


def _changes(search: Search, before: Ints) -> list[Flags]:
    """Nodes of each change by itself, the dearest for what it cures first."""
    problem, part = search.problem, search.best.part
    changed = np.flatnonzero(before != part)
    numbers = int(max(before.max(), part.max())) + 1
    links = coo_matrix((np.ones(len(changed)), (before[changed], part[changed])), shape=(numbers, numbers))
    _, cluster = connected_components(links, directed=False)
    households, ranked = problem.loads.households, []
    out_before, out_now = parts_out(search, before), parts_out(search, part)
    for one in np.unique(cluster[part[changed]]):
        nodes = cluster[part] == one
        if (problem.home[nodes] >= 0).all() and (problem.home[nodes] == before[nodes]).all():
            moved = float(households[nodes & (before != part)].sum())
            cured = sum(cluster[p] == one for p in out_before) - sum(cluster[p] == one for p in out_now)
            ranked.append((moved / max(cured, 1e-3), int(one), nodes))
    return [nodes for _, _, nodes in sorted(ranked, key=lambda change: (-change[0], change[1]))]
