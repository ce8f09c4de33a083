"""Windows of neighbouring parts: taken out of the best division, divided exactly, put back where that is better."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from .anneal import Search
from .exact import Cover, Homes, Limits, Tariff, divided
from .graph import Loads
from .state import Flags, Ints

FEW = 6
"""Only where a part has fewer nodes than this on average can the sets of a window be listed."""
NARROWEST, WIDEST = 3, 96
"""Parts of a window."""


def is_lumpy(loads: Loads, nodes: int) -> bool:
    return float(loads.middle.sum()) * FEW >= nodes


def polish(search: Search, windows: int, limits: Limits) -> bool:
    """Divide up to `windows` windows exactly, each as wide as the limits allow, side by side over the whole from the west, then from
    the south. A land whose sets can all be listed is one window, and its division the best there is: whether it is so."""
    problem = search.problem
    if not windows or not is_lumpy(problem.loads, len(problem)):
        return False
    parts = WIDEST
    for turn in range(2):
        done = problem.heavy.copy()
        for first in np.argsort((problem.xs, problem.ys)[turn], kind="stable").tolist():
            if done[first]:
                continue
            inside, parts = widest(search, int(search.best.part[first]), min(WIDEST, 3 * parts // 2), limits)
            done |= inside
            done[first] = True
            windows -= 1
            search.reins.advance(search.reins.steps // 500)
            is_whole = bool(inside.sum() + problem.heavy.sum() == len(problem))
            if windows <= 0 or is_whole:
                return is_whole
    return False


def widest(search: Search, first: int, parts: int, limits: Limits, forgiving: bool = False) -> tuple[Flags, int]:
    """The nodes of the widest window around part `first` that could be divided, none where even a narrow one could not; its parts."""
    while parts >= NARROWEST:
        inside = surroundings(search, first, most=parts)
        if divide_exactly(search, inside, limits, forgiving):
            return inside, parts
        parts = 2 * parts // 3
    return np.zeros(len(search.problem), bool), NARROWEST


def surroundings(search: Search, first: int, most: int, rings: int = WIDEST) -> Flags:
    """Which nodes lie in the nearest `most` parts within `rings` borders of part `first`; buildings above the band are left out."""
    part = search.best.part
    chosen = [first]
    for _ in range(rings):
        inside = np.isin(part, chosen)
        beside = np.unique(part[search.net.ends[inside[search.net.tails]]])
        fresh = [int(p) for p in beside if p not in chosen]
        chosen += fresh
        if len(chosen) >= most or not fresh:
            break
    owned = part[search.problem.heavy]
    return np.isin(part, [p for p in chosen[:most] if p not in owned])


def divide_exactly(search: Search, inside: Flags, limits: Limits, forgiving: bool = False) -> bool:
    """Replace the window by its best division where listing its sets is cheap; False when it was not tried or has none.

    Where a number of parts is wished for, the window comes closer to it, or else keeps the number it has. New parts keep the
    numbers that leave most households in place.
    """
    asked = (inside.tobytes(), limits, forgiving)
    if asked not in search.answered:
        search.answered[asked] = False
        found = _best(search, np.flatnonzero(inside), limits, forgiving)
        if found is not None:
            search.answered[asked] = True
            put_back(search, np.flatnonzero(inside), found.part)
            return True
    return search.answered[asked]


def _best(search: Search, nodes: Ints, limits: Limits, forgiving: bool) -> Cover | None:
    loads = search.problem.loads
    window = Loads(loads.households[nodes], loads.floor[nodes], loads.ceiling[nodes], loads.need)
    return _divided(search, nodes, window, limits, forgiving) if len(nodes) and is_lumpy(window, len(nodes)) else None


def put_back(search: Search, nodes: Ints, found: Ints) -> None:
    """Try the division with these nodes divided anew; `found`: their parts, from 0. It is kept where it is better."""
    part = search.best.part.copy()
    part[nodes] = _numbers(search, nodes, found)[found]
    search.keep_best(search.begin(part, int(part.max()) + 1))


def _divided(search: Search, nodes: Ints, window: Loads, limits: Limits, forgiving: bool) -> Cover | None:
    rows, tariff = search.problem.rows[nodes][:, nodes], _tariff(search, nodes, forgiving)
    parts, present = np.unique(search.best.part[nodes], return_inverse=True)
    if search.wishes.wanted is None:
        return divided(rows, window, limits, tariff, present, search.work)
    most = max(1, len(parts) // 6)
    step = int(np.clip(search.wishes.wanted - len(np.unique(search.best.part)), -most, most))
    found = divided(rows, window, limits, tariff._replace(count=len(parts) + step), work=search.work) if step else None
    return found or divided(rows, window, limits, tariff._replace(count=len(parts)), present, search.work)


def _tariff(search: Search, nodes: Ints, forgiving: bool) -> Tariff:
    """What the search pays beside the border, in metres of border."""
    prices = search.prices(search.resume())
    return Tariff(
        breach=40.0 * search.unit if forgiving else None,
        homes=Homes(search.problem.home[nodes], search.net.stay[nodes] * search.unit) if search.net.stay.any() else None,
        load=search.net.load[nodes],
        target=prices.target,
        spread=prices.balance * search.unit,
    )


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
