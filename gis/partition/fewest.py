"""Windows divided so that the fewest households leave their part in force. The search weighs moves against borders; here moves come first
and a border only breaks a tie. A part's number goes to one part only, which the price of a set by itself cannot see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_matrix, csc_matrix, eye, hstack, vstack

from .anneal import Search
from .exact import Limits, Work, cheapest_cover, listed
from .graph import Loads, Problem
from .repair import misfits, parts_out
from .sets import Sets, connected_sets
from .state import Flags, Floats, Ints, Longs
from .windows import surroundings

LIMITS = Limits(sets=30_000, columns=2_000, branches=50)
COLUMNS = 60_000
ROUNDS = ((8, LIMITS), (16, LIMITS))
LAST_ROUND = (16, LIMITS._replace(columns=5_000))
"""How many parts a window has at most, and its limits; the last round takes some seconds."""
NARROW = 4
"""Parts of a window, below which it is given up."""
MOST_OF = 0.5
"""A set takes no number of which it keeps less than this share of the households that it could keep with another."""
METRE = 1e-4
"""What a metre of border weighs beside a household that moves."""


class Window(NamedTuple):
    """Nodes to be divided anew, and the numbers their parts may take: those they have and those in force that are free."""

    nodes: Ints
    numbers: Ints
    homes: Ints
    households: Floats


class Columns(NamedTuple):
    """What may be chosen: a set with the number it takes, an index into the window's `numbers` or -1 for a fresh one, and what it costs."""

    set_of: Longs
    number: Longs
    price: Floats


def moved(problem: Problem, part: Ints) -> float:
    """Households that leave their part in force."""
    return float(problem.loads.households[(problem.home >= 0) & (problem.home != part)].sum())


def fewer_moves(search: Search, limit: float, work: Work, rounds: Sequence[tuple[int, Limits]] = ROUNDS) -> None:
    """Divide the surroundings of each part that holds households from elsewhere anew, until no more than `limit` of them move."""
    problem = search.problem
    for wide, limits in rounds:
        done = np.zeros(len(problem), bool)
        for node in np.flatnonzero((problem.home >= 0) & (problem.home != search.best.part)).tolist():
            if moved(problem, search.best.part) <= limit or work.left <= 0:
                return
            if not done[node]:
                done |= _around(search, int(search.best.part[node]), wide, limits, work)


def _around(search: Search, first: int, wide: int, limits: Limits, work: Work) -> Flags:
    """The window around a part that could be divided, and was where fewer move so."""
    search.reins.advance(0)
    while wide >= NARROW:
        inside = _surroundings(search, first, wide)
        found = fewest(search, search.best.part, np.flatnonzero(inside), work, limits)
        if found is not None:
            _settle(search, found, search.best.out)
            return inside
        wide = 2 * wide // 3
    return np.zeros(len(search.problem), bool)


def _surroundings(search: Search, first: int, wide: int) -> Flags:
    """The nearest parts, but for those around a node that fits nowhere: no division of them is inside the band."""
    inside, part = surroundings(search, first, wide), search.best.part
    for one in np.intersect1d(parts_out(search, part), part[inside]).tolist():
        inside &= (part != one) | (not misfits(search.problem, np.flatnonzero(part == one).tolist()))
    return inside


def _settle(search: Search, part: Ints, out: int) -> None:
    """Take the division where it has no more than `out` parts out of the band and fewer households move."""
    standing = search.standing(search.begin(part, int(part.max()) + 1))
    if standing.out <= out and moved(search.problem, part) < moved(search.problem, search.best.part) - 0.5:
        search.best = standing
        search.answered.clear()


def leave_one(search: Search, before: Ints, work: Work) -> int | None:
    """Leave that part in force as it is, out of the band, for which the fewest households then move; its number."""
    best = None
    for one in np.setdiff1d(parts_out(search, before), parts_out(search, search.best.part)).tolist():
        search.reins.advance(0)
        found = _without(search, before, one, work)
        if found is not None and (best is None or moved(search.problem, found) < moved(search.problem, best[1])):
            best = one, found
    if best is None:
        return None
    _settle(search, best[1], search.best.out + 1)
    return best[0] if (search.best.part == best[1]).all() else None


def _without(search: Search, before: Ints, one: int, work: Work) -> Ints | None:
    """The best division around a part in force that stays as it was."""
    stays = before == one
    wide, limits = ROUNDS[-1]
    while wide >= NARROW:
        inside = _surroundings(search, int(search.best.part[stays][0]), wide)
        if inside[stays].all() and not ((search.best.part == one) & ~inside).any():
            part = np.where(stays, one, search.best.part)
            found = fewest(search, part, np.flatnonzero(inside & ~stays), work, limits, moved(search.problem, search.best.part))
            if found is not None:
                return found
        wide = 2 * wide // 3
    return None


def fewest(search: Search, part: Ints, nodes: Ints, work: Work, limits: Limits = LIMITS, most: float = np.inf) -> Ints | None:
    """The division with these nodes divided anew so that the fewest households move, to each part `most` at most; None
    where the sets are too many or nothing fits."""
    problem, window = search.problem, _window(search.problem, part, nodes)
    whole = problem.loads
    loads = Loads(whole.households[nodes], whole.floor[nodes], whole.ceiling[nodes], whole.need)
    if work.left <= 0 or not len(nodes):
        return None
    sets = connected_sets(problem.rows[nodes][:, nodes], loads, loads.need, limits.sets)
    work.spend(len(sets) if sets else limits.sets // 20)
    if not sets:
        return None
    _, present = np.unique(part[nodes], return_inverse=True)
    known = listed(sets, present)
    columns = _columns(window, sets, moved_in(window, part) if len(known) else most)
    if len(columns.price) > COLUMNS:
        return None
    standing = _standing(window, sets, columns, known, part)
    found = cheapest_cover(*_question(window, sets, columns), standing, None, limits, work)
    return None if found is None else _renumbered(window, sets, columns, found[0], part)


def moved_in(window: Window, part: Ints) -> float:
    return float(window.households[(window.homes >= 0) & (window.homes != part[window.nodes])].sum())


def _window(problem: Problem, part: Ints, nodes: Ints) -> Window:
    outside = np.delete(part, nodes)
    homes = problem.home[nodes]
    numbers = np.setdiff1d(np.union1d(part[nodes], homes[homes >= 0]), outside).astype(np.int32)
    return Window(nodes, numbers, homes, problem.loads.households[nodes])


def _columns(window: Window, sets: Sets, most: float) -> Columns:
    """Each set with the numbers that many of its households had and with a fresh one, where no more than `most` households come to it."""
    of = np.repeat(np.arange(len(sets)), np.diff(sets.starts))
    households, homes = window.households[sets.members], window.homes[sets.members]
    settled = np.bincount(of, weights=households * (homes >= 0), minlength=len(sets))
    at_home = np.isin(homes, window.numbers)
    number = np.searchsorted(window.numbers, homes[at_home])
    stays = coo_matrix((households[at_home], (of[at_home], number)), shape=(len(sets), len(window.numbers))).tocsr()
    top, stays = stays.max(axis=1).toarray().ravel(), stays.tocoo()
    many = stays.data >= MOST_OF * top[stays.row]
    of_many, number = stays.row[many], stays.col[many]
    set_of = np.concatenate([of_many, np.arange(len(sets))]).astype(np.int64)
    number = np.concatenate([number, np.full(len(sets), -1)]).astype(np.int64)
    come = np.concatenate([settled[of_many] - stays.data[many], settled])
    kept = come <= most + 1e-9
    return Columns(set_of[kept], number[kept], come[kept] + METRE * sets.border[set_of[kept]])


def _question(window: Window, sets: Sets, columns: Columns) -> tuple[csc_matrix, Floats]:
    """Nodes and numbers by columns, each to be taken once; a number may be left over, which costs nothing."""
    many, numbers = len(columns.price), len(window.numbers)
    named = np.flatnonzero(columns.number >= 0)
    takes = csc_matrix((np.ones(len(named)), (columns.number[named], named)), shape=(numbers, many))
    chosen = vstack([sets.holding(len(window.nodes))[:, columns.set_of], takes])
    left_over = vstack([csc_matrix((len(window.nodes), numbers)), eye(numbers)])
    return hstack([chosen, left_over], format="csc"), np.concatenate([columns.price, np.zeros(numbers)])


def _standing(window: Window, sets: Sets, columns: Columns, known: Longs, part: Ints) -> Longs:
    """The columns that are the division as it stands; none where one of its parts is not among them."""
    first = sets.members[sets.starts[known]]
    number = np.searchsorted(window.numbers, part[window.nodes[first]])
    place = {pair: at for at, pair in enumerate(zip(columns.set_of.tolist(), columns.number.tolist(), strict=True))}
    found = [place.get((one, its), place.get((one, -1))) for one, its in zip(known.tolist(), number.tolist(), strict=True)]
    if None in found or not found:
        return np.empty(0, np.int64)
    left_over = np.setdiff1d(np.arange(len(window.numbers)), columns.number[found])
    return np.sort(np.concatenate([np.array(found, np.int64), len(columns.price) + left_over]))


def _renumbered(window: Window, sets: Sets, columns: Columns, chosen: Longs, part: Ints) -> Ints:
    after, fresh = part.copy(), int(part.max()) + 1
    taken = chosen[chosen < len(columns.price)]
    for one in taken.tolist():
        members = window.nodes[sets.members[sets.starts[columns.set_of[one]] : sets.starts[columns.set_of[one] + 1]]]
        number = int(columns.number[one])
        after[members] = window.numbers[number] if number >= 0 else fresh
        fresh += number < 0
    return after
