"""Which number a grid gets, and which grid of the plan in force a new part continues.

Numbers run west to east, then north to south: the order of DB6101/T 3185-2024 ("自西向东、自北向南") and of the Beijing unit grids. No
grid lies in an exact row, so the land is read in bands as tall as a typical grid, the northernmost first, each from west to east;
a band starts at the northernmost grid not yet numbered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment

from domain.errors import Refused

from .state import Ints

LAST_SEQUENCE = 999


class SequencesExhausted(Refused):
    """A community has no three-digit number left for another grid. Facts: wanted (how many), last (the highest issued)."""

    code = "plan.grid_sequences_exhausted"


def reading_order(xs: ArrayLike, ys: ArrayLike, row_m: float | None = None) -> Ints:
    """Numbers of the places in reading order. xs, ys: metres, x to the east and y to the north; row_m: height of a band,
    by default the typical distance between neighbouring places. Equal places keep their order."""
    x, y = np.asarray(xs, float), np.asarray(ys, float)
    height = _typical_distance(x, y) if row_m is None else row_m
    order: list[int] = []
    waiting = np.lexsort((np.arange(len(x)), x, -y))
    while len(waiting):
        top = y[waiting[0]]
        row = waiting[y[waiting] > top - height] if height > 0 else waiting[y[waiting] == top]
        order += row[np.lexsort((row, -y[row], x[row]))].tolist()
        waiting = waiting[~np.isin(waiting, row)]
    return np.array(order, np.int32)


def _typical_distance(x: np.ndarray, y: np.ndarray) -> float:
    """Side of the square each place would have if they filled their bounds evenly."""
    if len(x) < 2:
        return 0.0
    wide, tall = np.ptp(x), np.ptp(y)
    return float(np.sqrt(wide * tall / len(x)))


def sequences(xs: ArrayLike, ys: ArrayLike, issued_through: int = 0) -> tuple[str, ...]:
    """Three digits for each new grid, in the order given, counted on in reading order from the highest number ever issued.

    Raises SequencesExhausted: a number once issued is never used again.
    """
    order = reading_order(xs, ys)
    if issued_through + len(order) > LAST_SEQUENCE:
        raise SequencesExhausted(wanted=len(order), last=issued_through)
    numbers = np.empty(len(order), int)
    numbers[order] = issued_through + 1 + np.arange(len(order))
    return tuple(f"{number:03d}" for number in numbers)


def continued(new: ArrayLike, old: ArrayLike, households: ArrayLike, locked: Collection[int] = ()) -> dict[int, int]:
    """Which old grid each new part continues; parts that are not named are new grids.

    new, old: part and grid number of every node, -1 in `old` for new land. The matching keeps the most households under their grid,
    and a part continues a grid only when it takes the majority of its households (its atoms, where nobody lives). A locked grid is
    continued by the part that holds it.
    """
    part, grid = np.asarray(new), np.asarray(old)
    parts, row = np.unique(part, return_inverse=True)
    grids, column = np.unique(grid[grid >= 0], return_inverse=True)
    if not len(grids):
        return {}
    shared = _shared(row[grid >= 0], column, np.asarray(households, float)[grid >= 0], (len(parts), len(grids)))
    return dict(_majorities(shared, parts, grids, frozenset(locked)))


def _shared(row: Ints, column: Ints, households: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Households of each old grid in each new part; a grid where nobody lives counts its atoms."""
    weight = households.copy()
    lived_in = np.bincount(column, weights=households, minlength=shape[1])
    weight[lived_in[column] == 0] = 1.0
    shared = np.zeros(shape)
    np.add.at(shared, (row, column), weight)
    return shared


def _majorities(shared: np.ndarray, parts: Ints, grids: Ints, locked: frozenset[int]) -> Iterator[tuple[int, int]]:
    totals = shared.sum(axis=0)
    firm = np.where(np.isin(grids, list(locked)), shared.sum() + 1.0, 0.0)
    for i, j in zip(*linear_sum_assignment(-(shared + firm * (shared > 0))), strict=True):
        if grids[j] in locked or 2.0 * shared[i, j] > totals[j]:
            yield int(parts[i]), int(grids[j])
