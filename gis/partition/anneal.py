"""The search itself: from a seed division, through falling temperatures, to the best one met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .exact import ENDLESS, Limits, Work
from .graph import Problem, Wishes
from .moves import wander
from .state import Division, Floats, Ints, Net, Prices, division, recount

TOLERANCE = 1e-9
FIRM = 3.0
"""A breach against the border around a part, where moves have their price too: one must not be put up with to save the other."""


class Stopped(Exception):
    """The caller asked to stop; the best division so far is kept."""


@dataclass
class Reins:
    """Progress out, the wish to stop in. Steps are counted, never seconds, so that a seed gives one answer."""

    steps: int
    progress: Callable[[float], None] | None = None
    should_stop: Callable[[], bool] | None = None
    done: int = 0

    def advance(self, steps: int) -> None:
        self.done += steps
        if self.progress:
            self.progress(min(1.0, self.done / self.steps))
        if self.should_stop and self.should_stop():
            raise Stopped


@dataclass(order=True)
class Standing:
    """How good a division is: parts out of the band first, then the whole price (border, breach, moves, spread)."""

    out: int
    price: float
    part: Ints = field(compare=False, repr=False)


class Search:
    """One problem under search, and the best division met. `answered`: windows of that division asked about already."""

    def __init__(self, problem: Problem, wishes: Wishes, seed: int, reins: Reins, work: Work | None = None) -> None:
        rows = problem.rows
        self.problem, self.reins = problem, reins
        self.unit = float(np.median(rows.data)) if rows.nnz else 1.0
        self.net = _net(problem, wishes, self.unit)
        self.slots = np.arange(rows.nnz, dtype=np.int32)
        self.wishes, self.work = wishes, work or Work(ENDLESS)
        self.dice = np.array([(seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % 2**64 or 1], np.uint64)
        self.best: Standing | None = None
        self.moving = 1.0
        self.answered: dict[tuple[bytes, Limits, bool], bool] = {}

    def begin(self, part: Ints, parts: int) -> Division:
        """Working state for a division whose part numbers are below `parts`."""
        own = np.zeros(parts)
        heavy = np.flatnonzero(self.problem.heavy)
        np.maximum.at(own, part[heavy], self.net.ceiling[heavy])
        return division(self.net, part, own, spare=parts // 4 + 8)

    def resume(self) -> Division:
        """Working state at the best division."""
        best = self.best.part
        return self.begin(best, int(best.max(initial=0)) + 1)

    def weigh_moves(self, state: Division, factor: float) -> None:
        """Set what moving households away from the plan in force costs: a whole part of them, `steadiness` borders around a part,
        times `factor`; no less is a number of parts that is wished for worth. The best division is judged by the new price."""
        self.moving = max(1.0, factor)
        if self.wishes.steadiness and (self.problem.home >= 0).any():
            price = factor * self.wishes.steadiness * self._around(state)
            self.net = self.net._replace(stay=np.where(self.problem.home >= 0, self.problem.loads.middle * price, 0.0))
        self.best = None
        self.keep_best(state)

    def _around(self, state: Division) -> float:
        """The mean border around one part, in median borders."""
        return max(4.0, 2.0 * self.cut(state) / max(1, int(state.counts[1])))

    def prices(self, state: Division, pressure: float = 1.0) -> Prices:
        """Prices for a division of this scale: a breach is weighed against the mean border around one part."""
        parts = max(1, int(state.counts[1]))
        around = self._around(state)
        target, balance = self._spread(parts, around)
        wanted = float(self.wishes.wanted or 0)
        need = self.problem.loads.need
        return Prices(
            breach=(FIRM if self.net.stay.any() else 0.4) * around * pressure,
            slope=4.0 * around * pressure,
            curve=8.0 * around * pressure,
            beside=(5.0 if wanted else 3.0) * around * pressure,  # dearer than to miss the number of parts that is wished for
            balance=balance,
            target=target,
            count=2.0 * around * self.moving if wanted else 0.0,
            wanted=wanted,
            need=need,
        )

    def _spread(self, parts: int, around: float) -> tuple[float, float]:
        """The load each part should carry, and the price of its square distance."""
        total = float(self.net.load.sum())
        if total <= 0:
            return 0.0, 0.0
        even = self.wishes.target or total / (self.wishes.wanted or parts)
        return even, 2.0 * around / (even * even)

    def cut(self, state: Division) -> float:
        """Border between parts, in median borders."""
        return 0.5 * float(self.net.cost[state.part[self.net.tails] != state.part[self.net.ends]].sum())

    def standing(self, state: Division) -> Standing:
        recount(self.net, state)
        prices = self.prices(state)
        used = state.size > 0
        over = np.where(used & (state.own == 0), state.ceiling - 1.0, 0.0)
        under = np.where(used & (state.own == 0), prices.need - state.floor, 0.0)
        out = (over > TOLERANCE) | (under > TOLERANCE)
        off = np.clip(over, 0, None) + np.clip(under, 0, None)
        beside = prices.beside * np.where(used & (state.own > 0), state.ceiling - state.own, 0.0).sum()
        away = self.net.stay[(self.net.home >= 0) & (self.net.home != state.part)].sum()
        spread = prices.balance * ((state.load[used] - prices.target) ** 2).sum()
        breach = (off * (4.0 + 8.0 * off)).sum() * 8.0
        count = prices.count * abs(float(used.sum()) - prices.wanted)
        return Standing(int(out.sum()), self.cut(state) + breach + beside + float(away) + float(spread) + count, state.part.copy())

    def keep_best(self, state: Division) -> Standing:
        met = self.standing(state)
        if self.best is None or met < self.best:
            self.best = met
            self.answered.clear()
        return met

    def cool(self, state: Division, steps: int, hot: float, cold: float, slices: int = 24, slots: Ints | None = None) -> Standing:
        """Anneal from `hot` to `cold` (in median borders), then descend; the state is left at the end, the best is kept."""
        window = slots is not None
        slots = slots if window else self.slots
        if not len(slots):
            return self.keep_best(state)
        fall = (cold / hot) ** (1.0 / max(1, slices - 1))
        prices, strict = self.prices(state), self.prices(state, pressure=2.0)
        for turn in range(slices + 1):
            heat = hot * fall**turn if turn < slices else 0.0
            if not window:
                prices, strict = self.prices(state), self.prices(state, pressure=2.0)
            wander(self.net, prices if heat else strict, state, slots, max(1, steps // (slices + 1)), heat, self.dice)
            if turn > slices // 2 and not window:
                self.keep_best(state)
            self.reins.advance(steps // (slices + 1))
        return self.keep_best(state)


def _net(problem: Problem, wishes: Wishes, unit: float) -> Net:
    rows, loads = problem.rows, problem.loads
    tails = np.repeat(np.arange(len(problem), dtype=np.int32), np.diff(rows.indptr))
    return Net(
        start=rows.indptr.astype(np.int32),
        ends=rows.indices.astype(np.int32),
        tails=tails,
        cost=rows.data / unit,
        floor=loads.floor,
        ceiling=loads.ceiling,
        load=_second_load(problem, wishes),
        fixed=problem.heavy,
        home=problem.home,
        stay=np.zeros(len(problem)),
    )


def _second_load(problem: Problem, wishes: Wishes) -> Floats:
    if wishes.workload is not None:
        return problem.workload
    return problem.loads.households if wishes.target else np.zeros(len(problem))
