"""After growth: of all divisions inside the band, the one for which the fewest households change their part."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from gis.partition import Band, BareGraph, Wishes, loads_of
from gis.partition.anneal import Reins, Search
from gis.partition.exact import Work
from gis.partition.fewest import fewest, moved
from gis.partition.graph import reduce

BAND = Band(300, 500)
BLOCKS = 11


def least_moved(households: np.ndarray, in_force: np.ndarray) -> float | None:
    """Every way to cut a street into stretches inside the band, its numbers dealt out as well as they can be."""
    best = None
    for parts in range(1, BLOCKS):
        for cuts in combinations(range(1, BLOCKS), parts - 1):
            stretch = np.repeat(np.arange(parts), np.diff([0, *cuts, BLOCKS]))
            held = np.bincount(stretch, weights=households)
            if (held >= BAND.low).all() and (held <= BAND.high).all():
                stays = np.zeros((parts, max(parts, int(in_force.max()) + 1)))
                np.add.at(stays, (stretch, in_force), households)
                away = households.sum() - stays[linear_sum_assignment(-stays)].sum()
                best = away if best is None else min(best, away)
    return best


@pytest.mark.parametrize("seed", range(6))
def test_no_division_of_a_street_moves_fewer_households(seed: int):
    """Given a street of blocks in four grids and blocks that have grown, when it is divided anew, then nobody moves without need."""
    dice = np.random.default_rng(seed)
    in_force = np.minimum(np.arange(BLOCKS) // 3, 3).astype(np.int32)
    households = dice.integers(90, 150, BLOCKS).astype(float)
    households[dice.choice(BLOCKS, 2, replace=False)] += dice.integers(60, 201, 2)
    street = BareGraph.of(
        np.arange(BLOCKS), np.zeros(BLOCKS), np.column_stack([np.arange(BLOCKS - 1), np.arange(1, BLOCKS)]), np.full(10, 50.0)
    )
    wishes = Wishes(keep=in_force)
    search = Search(reduce(street, loads_of(households, BAND, BLOCKS), wishes), wishes, seed, Reins(1))
    search.keep_best(search.begin(in_force, 4))

    found, least = fewest(search, in_force, np.arange(BLOCKS), Work(10**6)), least_moved(households, in_force)

    assert (found is None) == (least is None)
    if found is not None:
        held = np.bincount(found, weights=households)
        assert ((held[held > 0] >= BAND.low) & (held[held > 0] <= BAND.high)).all()
        assert moved(search.problem, found) == least


def test_where_the_work_is_at_an_end_nothing_is_divided():
    """Given a street that could stay as it is, when no work is left, then the question is not asked."""
    in_force, street = np.arange(BLOCKS, dtype=np.int32), np.column_stack([np.arange(BLOCKS - 1), np.arange(1, BLOCKS)])
    graph, wishes = BareGraph.of(np.arange(BLOCKS), np.zeros(BLOCKS), street, np.full(10, 50.0)), Wishes(keep=in_force)
    search = Search(reduce(graph, loads_of(np.full(BLOCKS, 400.0), BAND, BLOCKS), wishes), wishes, 1, Reins(1))
    search.keep_best(search.begin(in_force, BLOCKS))
    assert fewest(search, in_force, np.arange(BLOCKS), Work(0)) is None
    assert (fewest(search, in_force, np.arange(BLOCKS), Work(10**6)) == in_force).all()
