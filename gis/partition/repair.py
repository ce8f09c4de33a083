"""What the long search left: parts out of the band, each taken up with its surroundings, wider and wider."""

from __future__ import annotations

import numpy as np

from . import exact
from .anneal import Search, Standing
from .graph import Loads
from .state import Ints

RINGS = (1, 2, 3, 2, 4)


def repair(search: Search, rounds: int, steps_per_node: int) -> None:
    """Search again around every part out of the band; `search.best` only ever improves."""
    for turn in range(rounds):
        bad = parts_out(search)
        if not len(bad):
            return
        before = search.best.out
        for part in bad:
            mend(search, int(part), RINGS[turn % len(RINGS)], steps_per_node)
        if search.best.out == before and turn >= len(RINGS):
            return


def parts_out(search: Search) -> Ints:
    """Numbers of the parts out of the band in the best division, those around one building above the band left aside."""
    state = search.resume()
    over, under = state.ceiling > 1 + 1e-9, state.floor < search.problem.loads.need - 1e-9
    return np.flatnonzero((state.size > 0) & (state.own == 0) & (over | under)).astype(np.int32)


def surroundings(search: Search, part: Ints, first: int, rings: int, most: int = 40) -> Ints:
    """Part numbers within `rings` borders of part `first`, nearest first."""
    chosen = [first]
    inside = part == first
    for _ in range(rings):
        beside = np.unique(part[search.net.ends[inside[search.net.tails]]])
        chosen += [int(p) for p in beside if p not in chosen]
        if len(chosen) >= most:
            break
        inside = np.isin(part, chosen)
    return np.array(chosen[:most], np.int32)


def mend(search: Search, first: int, rings: int, steps_per_node: int) -> None:
    """One window around part `first`: exactly where it is small enough, else annealed afresh."""
    start = search.best
    if not (start.part == first).any():
        return
    chosen = surroundings(search, start.part, first, rings)
    inside = np.isin(start.part, chosen)
    if search.net.stay.any() or not divide_exactly(search, inside, most_sets=2_500):
        slots = search.slots[inside[search.net.tails] & inside[search.net.ends]]
        state = search.resume()
        search.cool(state, max(2_000, steps_per_node * int(inside.sum())), hot=1.0, cold=0.15, slices=8, slots=slots)


def divide_exactly(search: Search, inside: np.ndarray, most_sets: int, nodes_solved: int = 200) -> bool:
    """Replace the window by its best division where listing its sets is cheap; False when it was not tried or has none."""
    nodes = np.flatnonzero(inside & ~search.problem.heavy)
    loads = search.problem.loads
    if not len(nodes) or search.problem.heavy[inside].any() or search.net.load.any() or search.wishes.wanted:
        return False
    if loads.middle[nodes].sum() * 6 < len(nodes):
        return False  # many small nodes to a part: the sets are beyond counting
    window = Loads(loads.households[nodes], loads.floor[nodes], loads.ceiling[nodes], loads.need)
    found = exact.divided(search.problem.rows[nodes][:, nodes], window, most_sets=most_sets, most_branches=nodes_solved)
    if found is None:
        return False
    part = search.best.part.copy()
    numbers = _free_numbers(part, nodes, int(found.max()) + 1)
    part[nodes] = numbers[found]
    search.keep_best(search.begin(part, int(part.max()) + 1))
    return True


def _free_numbers(part: Ints, nodes: Ints, many: int) -> Ints:
    """Numbers for the new parts of a window: first those its old parts leave behind, then fresh ones."""
    old = np.unique(part[nodes])
    fresh = np.arange(part.max() + 1, part.max() + 1 + max(0, many - len(old)))
    return np.concatenate([old, fresh])[:many].astype(np.int32)


def polish(search: Search, windows: int, parts: int) -> Standing:
    """Divide `windows` windows of `parts` neighbouring parts exactly, one around each part in turn."""
    for turn in range(windows):
        part = search.best.part
        numbers = np.unique(part)
        first = int(numbers[(turn * 7919) % len(numbers)])
        chosen = surroundings(search, part, first, rings=3, most=parts)
        divide_exactly(search, np.isin(part, chosen), most_sets=6_000)
        search.reins.advance(search.reins.steps // 200)
    return search.best
