"""A window divided as well as it can be: every connected set that fits is listed, and HiGHS picks the cheapest cover.

The relaxed cover is solved over all sets; its prices then leave only the sets that a cheap whole cover can be made of. That makes
windows of twenty parts a matter of milliseconds where the whole integer question takes minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_matrix, csr_matrix, vstack

from .graph import Loads
from .sets import Sets, connected_sets
from .state import Floats, Ints, Longs

SLACK = 1e-9
ASK, BRANCH, ENDLESS = 1_000, 5_000, 10**15
"""Units of work: of a question as such, and of one branch of its tree."""
CLOSE = 1e-4
"""Share of the price that is not worth a longer search."""


class Limits(NamedTuple):
    """When to give up, in counts and not in seconds, so that the answer does not depend on the machine's load.

    sets: listed; columns: left for the integer question, the cheapest by the relaxed one; branches: of its tree.
    """

    sets: int = 8000
    columns: int = 600
    branches: int = 50


@dataclass
class Work:
    """What one proposal may still ask of the solver, counted so that the answer does not depend on the machine's load; 200,000 units take
    about a second. Where nothing is left, no window is divided exactly any more.

    A question costs its sets, and the integer one the branches of its tree as well: on real land it hardly has any, and where many blocks
    border many others alike it has as many as it may.
    """

    left: int
    spent: int = 0

    def spend(self, units: int) -> None:
        self.left -= units
        self.spent += units


class Homes(NamedTuple):
    """Where the nodes were (part numbers, -1 for new land) and what each costs away from there."""

    part: Ints
    price: Floats


class Tariff(NamedTuple):
    """What a set costs beside its border, all in the units of the border.

    breach: of a set below the band (None: there are none); homes: moves; spread: of the square distance of its second load from the target;
    count: how many sets there must be.
    """

    breach: float | None = None
    homes: Homes | None = None
    load: Floats | None = None
    target: float = 0.0
    spread: float = 0.0
    count: int | None = None


class Cover(NamedTuple):
    """part: number of the set that holds each node; proven: nothing cheaper exists."""

    part: Ints
    proven: bool


def divided(
    rows: csr_matrix, loads: Loads, limits: Limits, tariff: Tariff | None = None, present: Ints | None = None, work: Work | None = None
) -> Cover | None:
    """The division of all nodes into connected parts inside the band at the least price; None when there is none, the limits are
    too narrow or the work is at an end. The `present` division, parts numbered from 0, bounds the search and is the answer where nothing
    better was found."""
    tariff, work = tariff or Tariff(), work or Work(ENDLESS)
    if work.left <= 0:
        return None
    sets = connected_sets(rows, loads, loads.need if tariff.breach is None else -1.0, limits.sets, tariff.load)
    work.spend(ASK + (len(sets) if sets else limits.sets // 20))
    if not sets:
        return None
    holding = sets.holding(rows.shape[0])
    if (holding.sum(axis=1) == 0).any():
        return None
    price = _prices(sets, loads, tariff)
    standing = np.empty(0, np.int64) if present is None else listed(sets, present)
    chosen = cheapest_cover(holding, price, standing, tariff.count, limits, work)
    return None if chosen is None else Cover(_part(sets, chosen[0], rows.shape[0]), chosen[1])


def listed(sets: Sets, present: Ints) -> Longs:
    """The sets that are the parts of a division; none where one of its parts is not among them."""
    of = present[sets.members]
    first = np.minimum.reduceat(of, sets.starts[:-1])
    alike = (first == np.maximum.reduceat(of, sets.starts[:-1])) & (np.diff(sets.starts) == np.bincount(present)[first])
    found = np.flatnonzero(alike)
    return found if len(found) == int(present.max()) + 1 else found[:0]


def _prices(sets: Sets, loads: Loads, tariff: Tariff) -> Floats:
    price = sets.border.copy()
    if tariff.breach is not None:
        short = np.clip(loads.need - sets.floor, 0.0, None)
        price += tariff.breach * ((short > SLACK) + short)
    if tariff.homes is not None:
        price += _away(sets, tariff.homes)
    return price + tariff.spread * (sets.load - tariff.target) ** 2


def _away(sets: Sets, homes: Homes) -> Floats:
    """The least each set pays for its moves, if it takes the number that most of its nodes had."""
    of = np.repeat(np.arange(len(sets)), np.diff(sets.starts))
    _, home = np.unique(homes.part, return_inverse=True)
    at_home = csr_matrix((homes.price[sets.members], (of, home[sets.members])), shape=(len(sets), int(home.max()) + 1))
    return np.asarray(at_home.sum(axis=1)).ravel() - at_home.max(axis=1).toarray().ravel()


def cheapest_cover(
    holding: csc_matrix, price: Floats, standing: Longs, count: int | None, limits: Limits, work: Work
) -> tuple[Longs, bool] | None:
    """Sets that hold every node once, and whether they are proven the cheapest."""
    asked = np.ones(holding.shape[0])
    if count is not None:
        holding, asked = vstack([holding, np.ones((1, len(price)))], format="csc"), np.append(asked, count)
    relaxed = linprog(price, A_eq=holding, b_eq=asked, bounds=(0, None), method="highs-ds")
    if relaxed.status != 0:
        return None
    most = float(price[standing].sum()) - relaxed.fun if len(standing) else np.inf
    if most <= CLOSE * relaxed.fun:
        return standing, most <= SLACK * relaxed.fun
    # A cover with some set costs at least the relaxed price and what that set is dear by.
    dear = price - holding.T @ relaxed.eqlin.marginals
    worth = np.flatnonzero(dear <= most)
    cheapest = worth[np.argsort(dear[worth], kind="stable")]
    for many in (limits.columns, 3 * limits.columns) if count is None else (limits.columns,):
        chosen = np.union1d(cheapest[:many], standing)
        found = _whole(holding[:, chosen], price[chosen], asked, limits.branches, work)
        if found is not None:
            left_out = dear[cheapest[many]] if many < len(cheapest) else np.inf
            taken = chosen[found > 0.5]
            return taken, bool(relaxed.fun + left_out >= price[taken].sum() * (1 - CLOSE))
    return None


def _whole(holding: csc_matrix, price: Floats, asked: Floats, branches: int, work: Work) -> Floats | None:
    found = milp(
        price,
        integrality=np.ones(len(price)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(holding, asked, asked),
        options={"node_limit": max(1, min(branches, work.left // BRANCH)), "mip_rel_gap": CLOSE},
    )
    work.spend(ASK + holding.nnz + BRANCH * (found.mip_node_count or 0))
    return found.x


def _part(sets: Sets, chosen: Longs, nodes: int) -> Ints:
    part = np.zeros(nodes, np.int32)
    for number, one in enumerate(chosen.tolist()):
        part[sets.members[sets.starts[one] : sets.starts[one + 1]]] = number
    return part
