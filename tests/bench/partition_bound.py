"""How short a border can be at all: what no division with one grid outside the band goes below.

A building that no connected set inside the band holds (`alone`) leaves a grid outside. Where one grid alone is to be outside, it holds
all such buildings, so its sets are few; the other grids are sets inside the band, and all of them are listed. The cheapest cover of
the land by shares of such sets (a linear question, answered exactly) costs no more than the cheapest cover by whole ones.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack

from gis.partition import Band, Wishes, loads_of
from gis.partition.graph import reduce
from gis.partition.sets import Sets, book_of, connected_sets, grow_sets, land_of, stack_of
from tests.gis.towns import Town

MOST = 2_000_000
"""Sets of one list."""
FAR_ABOVE = 3
"""How many times the highest number of the band the grid outside it may hold."""


def least_border_m(town: Town, band: Band) -> float:
    """Metres; of divisions with one grid outside the band. AssertionError where a list does not end or none is alone."""
    nodes = len(town.households)
    inside = _inside(town, band)
    alone = np.setdiff1d(np.arange(nodes), inside.members)
    assert len(alone), "every building is in some set inside the band"
    outside = _holding(town, Band(band.low, FAR_ABOVE * band.high), int(alone[0]))
    holding_out = outside.holding(nodes)
    all_of_them = np.flatnonzero(np.asarray((holding_out[alone] > 0).sum(axis=0)).ravel() == len(alone))
    holding = hstack([inside.holding(nodes), holding_out[:, all_of_them]])
    price = np.concatenate([inside.border, outside.border[all_of_them]])
    is_outside = np.arange(len(price)) >= len(inside)
    cover = linprog(
        price,
        A_eq=holding,
        b_eq=np.ones(nodes),
        A_ub=csr_matrix(is_outside[None].astype(float)),
        b_ub=[1],
        bounds=(0, None),
        method="highs-ds",
    )
    assert cover.status == 0, cover.message
    return float(cover.fun)


def _inside(town: Town, band: Band) -> Sets:
    problem = reduce(town.graph, loads_of(town.households, band, len(town.households)), Wishes())
    found = connected_sets(problem.rows, problem.loads, problem.loads.need, MOST)
    assert found is not None, "the sets inside the band are too many to list"
    return found


def _holding(town: Town, band: Band, node: int) -> Sets:
    """Every connected set with the node, of any number of households up to the band's highest."""
    nodes = len(town.households)
    problem = reduce(town.graph, loads_of(town.households, band, nodes), Wishes())
    book = book_of(MOST)
    ended = grow_sets(land_of(problem.rows, problem.loads, None), book, stack_of(nodes), node, -1, -1.0, 20 * MOST)
    assert ended, "the sets around a building that fits nowhere are too many to list"
    kept, members, _ = (int(count) for count in book.counts)
    return Sets(book.members[:members], book.starts[: kept + 1], book.floor[:kept], book.load[:kept], book.border[:kept])
