"""What the long search left: parts out of the band, each taken up with its surroundings, wider and wider."""

from __future__ import annotations

import numpy as np

from .anneal import Search
from .exact import Limits
from .graph import Loads, Problem
from .lumps import Allowance, Undecided, searched_out
from .sets import fits_nowhere
from .state import Flags, Ints
from .windows import WIDEST, divide_exactly, put_back, surroundings, widest

RINGS = (1, 2, 3, 2, 4)
AROUND, ALL_ROUND = 400_000, 6_000_000
"""Sets looked at in one window around a part that is left, and in all of them."""


def repair(search: Search, windows: int, steps_per_node: int) -> None:
    """Search again around parts out of the band, through at most so many windows; the best division only ever improves."""
    hopeless: set[int] = set()
    for turn in range(2 * len(RINGS)):
        bad = [p for p in parts_out(search, search.best.part) if not _is_hopeless(search, p, hopeless)]
        for part in bad[:windows]:
            _mend(search, part, RINGS[turn % len(RINGS)], steps_per_node)
        windows -= len(bad)
        if not bad or windows <= 0:
            return


def search_out(search: Search, limits: Limits) -> None:
    """What no long search cured: the surroundings of each part that is left, searched to the end, then with the shortest borders."""
    allowance = Allowance(ALL_ROUND)
    for part in parts_out(search, search.best.part):
        search.reins.advance(0)
        for rings in (1, 2, 3):
            if part not in parts_out(search, search.best.part):
                break
            _search_out_around(search, part, surroundings(search, part, WIDEST, rings), allowance, limits)


def _search_out_around(search: Search, part: int, inside: Flags, allowance: Allowance, limits: Limits) -> None:
    nodes = np.flatnonzero(inside)
    try:
        with allowance.at_most(AROUND) as share:
            found = searched_out(search.problem, nodes, np.flatnonzero(search.best.part == part).tolist(), share, WIDEST).part
    except Undecided:
        return
    if found is not None:
        put_back(search, nodes, found)
        divide_exactly(search, inside, limits)


def bring_home(search: Search) -> None:
    """Exact windows around the parts that hold households from elsewhere."""
    home = search.problem.home
    for parts in (6, 12, 24):
        away = (home >= 0) & (home != search.best.part)
        done = np.zeros(len(home), bool)
        for node in np.flatnonzero(away).tolist():
            if not done[node]:
                inside, _ = widest(search, int(search.best.part[node]), parts, Limits(sets=10_000))
                done |= inside


def parts_out(search: Search, part: Ints) -> list[int]:
    """Numbers of the parts of a division that are out of the band, those around one building above the band left aside."""
    state = search.begin(part, int(part.max(initial=0)) + 1)
    over, under = state.ceiling > 1 + 1e-9, state.floor < search.problem.loads.need - 1e-9
    return np.flatnonzero((state.size > 0) & (state.own == 0) & (over | under)).tolist()


def _is_hopeless(search: Search, part: int, known: set[int]) -> bool:
    """Whether the part holds a node that fits nowhere; `known` collects those nodes."""
    nodes = np.flatnonzero(search.best.part == part).tolist()
    if known.isdisjoint(nodes):
        known.update(misfits(search.problem, nodes))
    return not known.isdisjoint(nodes)


def misfits(problem: Problem, nodes: list[int]) -> list[int]:
    """Those of the nodes which no connected set inside the band holds: proved, not just unlucky."""
    loads = problem.loads
    barred = Loads(loads.households, loads.floor, np.where(problem.heavy, 2.0, loads.ceiling), loads.need)
    return [x for x in nodes if fits_nowhere(problem.rows, barred, x)]


def _mend(search: Search, first: int, rings: int, steps_per_node: int) -> None:
    """One window around part `first`: exactly where it is small enough, else annealed afresh."""
    out = search.best.out
    if not (search.best.part == first).any():
        return
    if widest(search, first, 24, Limits(sets=60_000), forgiving=True)[0].any() and search.best.out < out:
        return
    inside = surroundings(search, first, 40, rings)
    slots = search.slots[inside[search.net.tails] & inside[search.net.ends]]
    steps = max(2_000, min(60_000, steps_per_node * int(inside.sum())))
    search.cool(search.resume(), steps, hot=1.0, cold=0.15, slices=8, slots=slots)
