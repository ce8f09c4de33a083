"""From a graph, a band and the planner's wishes to a proposal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .anneal import Reins, Search, Stopped
from .codes import continued
from .exact import Limits, Work
from .graph import Band, Bordered, GraphMalformed, Loads, Problem, Wishes, loads_of, reduce, refuse_malformed
from .remains import take_up_again
from .repair import bring_home, repair, search_out
from .report import LOCKED, SPARED, Proposal, reported, scored
from .seed import Style, brought_to, from_force, parts_allowed, seeded
from .state import Ints
from .steady import spare_moves
from .windows import polish

Effort = Literal["fast", "normal", "thorough"]


ELSEWHERE = 1_000_003
"""From the seed of one attempt to that of the next."""


class _Found(NamedTuple):
    """spared: parts left out of the band to spare moves. stopped: by the caller."""

    part: Ints
    spared: tuple[int, ...]
    stopped: bool
    work: Work


class Budget(NamedTuple):
    """How much to search: in each attempt short runs from different seeds, repair of the best one, so many turns for what is left, then so
    many exact windows; `work` is for all the questions to the solver together."""

    attempts: int
    runs: int
    steps: int
    mends: int
    mending: int
    turns: int
    windows: int
    limits: Limits
    work: int


NODES_OF_MANY = 12
"""From so many nodes in a part on, runs from different seeds end far apart, and each is soon over."""
SMALL = 300
"""Below so many nodes another attempt takes about a second."""
QUICK = 40_000_000
"""Steps of all such runs."""


def budget(effort: Effort, nodes: int, parts: float) -> Budget:
    """Steps fall from many to few per node, since the whole is to stay within seconds. parts: that there will be, about."""
    work, runs_end_apart = 200_000 + 1_200 * nodes, parts * NODES_OF_MANY <= nodes
    if effort == "fast":
        return Budget(1, 1, min(1_200 * nodes, 250_000 + 400 * nodes), 40, 300, 0, 0, Limits(), work)
    if effort == "normal":
        runs = 2 if nodes < 1_000 else 1
        windows = 80 if nodes < 1_000 else 16
        steps = min(4_000 * nodes, 1_000_000 + 1_000 * nodes) // runs
        if runs_end_apart:
            runs = min(8, max(runs, QUICK // steps))
        return Budget(2 if nodes < SMALL else 1, runs, steps, 120, 400, 3, windows, Limits(sets=10_000), work)
    if effort == "thorough":
        runs, steps = (24 if runs_end_apart else 8), min(60_000 * nodes, 12_000_000 + 4_000 * nodes) // 8
        return Budget(2 if nodes < SMALL else 1, runs, steps, 600, 2_000, 12, 1_000, Limits(60_000, 2_000, 2_000), 20 * work)
    raise GraphMalformed(fault="effort")


def propose(
    graph: Bordered,
    households: ArrayLike,
    band: Band | tuple[ArrayLike, ArrayLike],
    *,
    seed: int = 0,
    effort: Effort = "normal",
    wishes: Wishes | None = None,
    progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Proposal:
    """Divide the atoms into connected parts inside the band with the shortest borders.

    households: per node, >= 0; band: households a part may hold (per node where kinds mix: see Loads). The same input, seed and
    effort give the same answer with the same libraries. `progress` hears shares of 1; once `should_stop` says yes the best division
    so far is returned. Raises GraphMalformed, TogetherApart.
    """
    refuse_malformed(graph)
    nodes = len(graph.xs)
    loads = loads_of(households, Band(*band), nodes)
    wishes, labels = _numbered(wishes or Wishes(), nodes)
    problem = reduce(graph, loads, wishes)
    wishes = _within_reach(wishes, problem)
    plan = budget(effort, max(1, len(problem)), _parts(problem))
    reins = Reins(_steps(plan, problem, wishes), progress, should_stop)
    found = _searched(problem, wishes, seed, plan, reins)
    small = found.part if _is_steady(problem, wishes) else _continuing(problem, found.part, len(labels) - len(wishes.locked))
    parts = _spread_out(problem, small, wishes, len(labels))
    keep = np.full(nodes, -1, np.int32) if wishes.keep is None else wishes.keep
    named = _named(parts, labels)
    settled = dict.fromkeys(labels[list(wishes.locked)].tolist(), LOCKED) | dict.fromkeys(labels[list(found.spared)].tolist(), SPARED)
    reports = reported(problem, loads, named, settled, found.stopped)
    if progress:
        progress(1.0)
    return Proposal(named, scored(graph, reports, parts, keep, loads), reports, seed, found.stopped, found.work.spent)


def _is_steady(problem: Problem, wishes: Wishes) -> bool:
    """Whether the search starts from the plan in force; where that only says what is locked, the rest is drawn afresh."""
    return bool((problem.home >= 0).any()) and (wishes.steadiness > 0 or wishes.most_moved is not None)


def _within_reach(wishes: Wishes, problem: Problem) -> Wishes:
    """The number of parts that is wished for, without the locked ones, and none that the band rules out: it would be reached by heaping up
    households around a building above it."""
    light = ~problem.heavy
    if wishes.wanted is None or not light.any():
        return wishes
    loads, alone, free = problem.loads, int(problem.heavy.sum()), wishes.wanted - len(wishes.locked)
    fewest, most = parts_allowed(Loads(loads.households[light], loads.floor[light], loads.ceiling[light], loads.need))
    wanted = int(np.clip(free, fewest + alone, most + alone)) if fewest <= most else max(1, free)
    return replace(wishes, wanted=wanted)


def _steps(plan: Budget, problem: Problem, wishes: Wishes) -> int:
    runs = 1 if _is_steady(problem, wishes) else plan.attempts * plan.runs
    return max(1, int(plan.steps * runs * 1.5))


def _parts(problem: Problem) -> float:
    return float(problem.loads.middle.sum())


def _numbered(wishes: Wishes, nodes: int) -> tuple[Wishes, Ints]:
    """The plan in force with its parts numbered 0..K-1, locked ones last, and the caller's number of each."""
    if wishes.keep is None:
        return wishes, np.empty(0, np.int32)
    keep = np.asarray(wishes.keep, np.int32)
    if keep.shape != (nodes,):
        raise GraphMalformed(fault="keep")
    known, locked = np.unique(keep[keep >= 0]), np.array(sorted(set(wishes.locked)), np.int32)
    if not np.isin(locked, known).all():
        raise GraphMalformed(fault="locked")
    labels = np.concatenate([np.setdiff1d(known, locked), locked])
    number = {label: i for i, label in enumerate(labels.tolist())}
    numbered = np.array([number.get(label, -1) for label in keep.tolist()], np.int32)
    return replace(wishes, keep=numbered, locked=range(len(labels) - len(locked), len(labels))), labels


def _searched(problem: Problem, wishes: Wishes, seed: int, plan: Budget, reins: Reins) -> _Found:
    """The best division within the budget."""
    work, met, spared = Work(plan.work), [], ()
    try:
        for attempt in range(_attempts(problem, wishes, plan)):
            met.append(Search(problem, wishes, seed + ELSEWHERE * attempt, reins, work))
            is_best, spared = _attempt(met[-1], seed + ELSEWHERE * attempt, plan)
            if is_best:
                break
    except Stopped:
        return _Found(_best_of(met), (), True, work)
    return _Found(_best_of(met), spared, False, work)


def _attempts(problem: Problem, wishes: Wishes, plan: Budget) -> int:
    return 0 if not len(problem) else 1 if _is_steady(problem, wishes) else plan.attempts


def _best_of(met: Sequence[Search]) -> Ints:
    found = [one.best for one in met if one.best is not None]
    return min(found).part if found else np.empty(0, np.int32)


def _attempt(search: Search, seed: int, plan: Budget) -> tuple[bool, tuple[int, ...]]:
    """Whether there can be no better division, and the parts left out of the band to spare moves. Raises Stopped."""
    is_steady = _is_steady(search.problem, search.wishes)
    (_from_force if is_steady else _from_seeds)(search, seed, plan)
    repair(search, plan.mends, plan.mending)
    search_out(search, plan.limits)
    if not is_steady:
        take_up_again(search, plan.turns, plan.limits)
    if search.net.stay.any():
        _homewards(search, plan)
    is_best = polish(search, plan.windows, plan.limits)
    if is_steady and search.wishes.most_moved is not None:
        return False, spare_moves(search, seed, search.wishes.most_moved)
    return is_best and search.wishes.wanted is None, ()


def _from_seeds(search: Search, seed: int, plan: Budget) -> None:
    """Runs from different seeds; a lumpy graph starts from METIS recursive, one of many small nodes from k-way."""
    lumpy = _parts(search.problem) * NODES_OF_MANY > len(search.problem)
    for run in range(plan.runs):
        style = Style(recursive=(run % 2 == 0) == lumpy, crowding=1.0 - 0.02 * (run // 2), salt=run)
        part, parts = seeded(search.problem, style, seed, search.wishes.wanted)
        state = search.begin(part, parts)
        search.keep_best(state)
        search.cool(state, plan.steps, hot=1.0, cold=0.15)


def _from_force(search: Search, seed: int, plan: Budget) -> None:
    """Start from the plan in force and stay near it. Moves are dear while the whole is searched, cheap where a breach is left."""
    part, parts = from_force(search.problem, seed)
    if search.wishes.wanted is not None:
        part, parts = brought_to(search.problem, part, search.wishes.wanted, seed)
    state = search.begin(part, parts)
    search.keep_best(state)
    search.weigh_moves(state, 2.0)
    search.cool(state, plan.steps, hot=0.3, cold=0.1)
    search.weigh_moves(search.resume(), 0.5)


def _homewards(search: Search, plan: Budget) -> None:
    """Undo what the repair moved without need: moves are dear again, and no part in the band is given up for it."""
    search.weigh_moves(search.resume(), 4.0)
    for _ in range(3):
        search.cool(search.resume(), plan.steps // 6, hot=0.2, cold=0.05)
    search.weigh_moves(search.resume(), 12.0)
    bring_home(search)


def _continuing(problem: Problem, small: Ints, movable: int) -> Ints:
    """Parts drawn afresh, those that continue one in force under its number, the others under the next ones."""
    lasting = continued(small, problem.home, problem.loads.households)
    parts, at = np.unique(small, return_inverse=True)
    fresh = iter(range(movable, movable + len(parts)))
    return np.array([lasting[one] if one in lasting else next(fresh) for one in parts.tolist()], np.int32)[at]


def _spread_out(problem: Problem, small: Ints, wishes: Wishes, labels: int) -> Ints:
    """Parts of all atoms: those of the search, with the locked parts as they were; fresh numbers follow the `labels` in force."""
    if wishes.keep is None:
        return small[problem.node_of] if len(small) else np.empty(0, np.int32)
    inside, movable = problem.node_of >= 0, labels - len(wishes.locked)
    parts = wishes.keep.copy()
    found = small[problem.node_of[inside]]
    fresh = np.unique(found[found >= movable])
    parts[inside] = np.where(found >= movable, labels + np.searchsorted(fresh, found), found)
    return parts


def _named(parts: Ints, labels: Ints) -> Ints:
    """The caller's part numbers; parts that are new take the next ones, without a plan in force all count from 0 by first atom."""
    if not len(labels):
        _, first, number = np.unique(parts, return_index=True, return_inverse=True)
        return np.argsort(np.argsort(first))[number].astype(np.int32)
    new = int(labels.max()) + 1 + np.arange(max(0, int(parts.max()) + 1 - len(labels)))
    return np.concatenate([labels, new])[parts].astype(np.int32)
