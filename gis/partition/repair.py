"""What the long search left: parts out of the band, each taken up with its surroundings, wider and wider."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from .anneal import Search
from .exact import Homes, Limits, divided, fits_nowhere
from .graph import Loads, Problem
from .state import Flags, Ints

RINGS = (1, 2, 3, 2, 4)
FEW = 6
"""Only where a part has fewer nodes than this on average can the sets of a window be listed."""


def repair(search: Search, windows: int, steps_per_node: int) -> None:
    """Search again around parts out of the band, through at most so many windows; the best division only ever improves."""
    hopeless: set[int] = set()
    for turn in range(2 * len(RINGS)):
        bad = [p for p in parts_out(search) if not _is_hopeless(search, p, hopeless)]
        for part in bad[:windows]:
            _mend(search, part, RINGS[turn % len(RINGS)], steps_per_node)
        windows -= len(bad)
        if not bad or windows <= 0:
            return


def parts_out(search: Search) -> list[int]:
    """Numbers of the parts out of the band in the best division, those around one building above the band left aside."""
    state = search.resume()
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
    if not _is_lumpy(problem.loads, len(problem)):
        return []
    loads = problem.loads
    barred = Loads(loads.households, loads.floor, np.where(problem.heavy, 2.0, loads.ceiling), loads.need)
    return [x for x in nodes if fits_nowhere(problem.rows, barred, x)]


def _is_lumpy(loads: Loads, nodes: int) -> bool:
    return float(loads.middle.sum()) * FEW >= nodes


def _surroundings(search: Search, first: int, rings: int, most: int) -> Flags:
    """Which nodes lie in the nearest `most` parts within `rings` borders of part `first`; buildings above the band are left out."""
    part = search.best.part
    chosen = [first]
    for _ in range(rings):
        inside = np.isin(part, chosen)
        beside = np.unique(part[search.net.ends[inside[search.net.tails]]])
        chosen += [int(p) for p in beside if p not in chosen]
        if len(chosen) >= most:
            break
    owned = part[search.problem.heavy]
    return np.isin(part, [p for p in chosen[:most] if p not in owned])


def _mend(search: Search, first: int, rings: int, steps_per_node: int) -> None:
    """One window around part `first`: exactly where it is small enough, else annealed afresh."""
    out = search.best.out
    if not (search.best.part == first).any():
        return
    if divide_exactly(search, _surroundings(search, first, rings, most=12), Limits(sets=1_500, branches=50), forgiving=True):
        if search.best.out < out:
            return
    inside = _surroundings(search, first, rings, most=40)
    slots = search.slots[inside[search.net.tails] & inside[search.net.ends]]
    steps = max(2_000, min(60_000, steps_per_node * int(inside.sum())))
    search.cool(search.resume(), steps, hot=1.0, cold=0.15, slices=8, slots=slots)


def divide_exactly(search: Search, inside: Flags, limits: Limits, forgiving: bool = False) -> bool:
    """Replace the window by its best division where listing its sets is cheap; False when it was not tried or has none.

    Border is all it weighs, with moves where they have a price; it is not for searches that also weigh a second load or a number of
    parts. New parts keep the numbers that leave most households in place.
    """
    nodes = np.flatnonzero(inside)
    loads = search.problem.loads
    window = Loads(loads.households[nodes], loads.floor[nodes], loads.ceiling[nodes], loads.need)
    if not len(nodes) or search.net.load.any() or search.wishes.wanted or not _is_lumpy(window, len(nodes)):
        return False
    breach = 40.0 * search.unit if forgiving else None
    homes = Homes(search.problem.home[nodes], search.net.stay[nodes] * search.unit) if search.net.stay.any() else None
    found = divided(search.problem.rows[nodes][:, nodes], window, limits, breach, homes)
    if found is None:
        return False
    part = search.best.part.copy()
    part[nodes] = _numbers(search, nodes, found)[found]
    search.keep_best(search.begin(part, int(part.max()) + 1))
    return True


def _numbers(search: Search, nodes: Ints, found: Ints) -> Ints:
    """Numbers for the new parts of a window: those its old parts leave behind, to the part with most of their households, then fresh."""
    part = search.best.part
    many, old = int(found.max()) + 1, np.unique(part[nodes])
    numbers = np.concatenate([old, part.max() + 1 + np.arange(max(0, many - len(old)))]).astype(np.int32)
    home = np.where(search.problem.home[nodes] >= 0, search.problem.home[nodes], part[nodes])
    stays = np.zeros((many, len(numbers)))
    known = np.isin(home, old)
    np.add.at(stays, (found[known], np.searchsorted(old, home[known])), search.problem.loads.middle[nodes][known])
    _, chosen = linear_sum_assignment(-stays)
    return numbers[chosen]


def polish(search: Search, windows: int, parts: int) -> None:
    """Divide `windows` windows of `parts` neighbouring parts exactly, spread over the whole."""
    for turn in range(windows):
        numbers = np.unique(search.best.part)
        first = int(numbers[(turn * 7919) % len(numbers)])
        divide_exactly(search, _surroundings(search, first, rings=4, most=parts), Limits(sets=250 * parts, branches=200))
        search.reins.advance(search.reins.steps // 200)
