"""Lumps of households beside lumps: a division is found where the search was stuck, or it is proved that there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.sparse import csr_matrix

from gis.partition import Band, BareGraph, Wishes, loads_of, pieces, propose
from gis.partition.anneal import Reins, Search
from gis.partition.exact import Limits
from gis.partition.graph import Problem, reduce
from gis.partition.lumps import Allowance, Undecided, searched_out
from gis.partition.proofs import Proofs
from gis.partition.repair import search_out
from tests.gis.test_partition import town
from tests.gis.test_partition_windows import BAND, cheapest, fitting, lands, whole


def problem_of(rows: csr_matrix, households: np.ndarray) -> Problem:
    coo = rows.tocoo()
    once = coo.row < coo.col
    edges = np.column_stack([coo.row[once], coo.col[once]])
    nodes = len(households)
    graph = BareGraph.of(np.arange(nodes, dtype=float), np.zeros(nodes), edges, coo.data[once])
    return reduce(graph, loads_of(households, BAND, nodes), Wishes())


@settings(max_examples=150, deadline=None)
@given(lands())
def test_a_land_is_divided_or_proved_to_have_no_division(land: tuple[csr_matrix, np.ndarray]):
    rows, households = land
    light = np.flatnonzero(households <= BAND.high)
    possible = cheapest(fitting(rows, households), frozenset(light.tolist())) < np.inf
    found = searched_out(problem_of(rows, households), np.arange(len(households)), [0], Allowance(10**6), deep=9).part
    assert (found is not None) == possible
    if found is not None:
        assert ((found < 0) == (households > BAND.high)).all()
        parts = [np.flatnonzero(found == p) for p in range(found.max() + 1)]
        assert all(BAND.low <= households[nodes].sum() <= BAND.high and whole(rows, tuple(nodes.tolist())) for nodes in parts)


def star(leaves: int) -> tuple[BareGraph, np.ndarray]:
    """A small house that each block beside it needs, and blocks of 260 all around that are content."""
    ring = np.arange(1, leaves + 1)
    near = np.column_stack([np.zeros(leaves, int), ring])
    far = np.column_stack([np.append(0, ring), leaves + 1 + np.arange(leaves + 1)])
    edges = np.concatenate([near, far])
    xs, ys = np.arange(2 * leaves + 2.0), np.zeros(2 * leaves + 2)
    households = np.concatenate([[100.0], np.full(leaves, 150.0), np.full(leaves + 1, 260.0)])
    return BareGraph.of(xs, ys, edges, np.full(len(edges), 50.0)), households


def test_blocks_that_all_need_the_same_house_are_proved_to_be_too_many():
    graph, households = star(2)
    proposal = propose(graph, households, BAND, seed=1)
    (left,) = [report for report in proposal.reports if not report.in_band]
    assert left.reason == "grid.no_division_in_band"


def test_each_proof_is_of_a_breach_of_its_own():
    """Given three blocks and one house: two blocks are left, and with both left aside there is no third."""
    graph, households = star(3)
    proposal = propose(graph, households, BAND, seed=1)
    assert [report.reason for report in proposal.reports if not report.in_band] == ["grid.no_division_in_band"] * 2
    assert all(report.nodes and 0 not in report.nodes for report in proposal.reports if not report.in_band)
    problem = reduce(graph, loads_of(households, BAND, len(households)), Wishes())
    proofs = Proofs(problem, np.arange(len(households)))
    assert [proofs.everywhere(np.array([block])) for block in (1, 2, 3)] == [(2,), (3,), ()]


def test_a_house_that_fits_nowhere_proves_nothing_of_its_neighbours():
    graph, households = town(6, 1), np.array([60.0, 150.0, 190.0, 150.0, 60.0, 250.0])
    problem = reduce(graph, loads_of(households, BAND, 6), Wishes())
    assert not Proofs(problem, np.array([0, 0, 1, 2, 2, 3])).everywhere(np.array([0, 1]))


def test_a_proof_that_grows_too_long_claims_nothing():
    graph, households = star(2)
    problem = reduce(graph, loads_of(households, BAND, len(households)), Wishes())
    with pytest.raises(Undecided):
        searched_out(problem, np.arange(len(households)), [1], Allowance(100), deep=9)
    with pytest.raises(Undecided):
        searched_out(problem, np.arange(len(households)), [1], Allowance(10**6), deep=0)


def test_what_is_proved_among_neighbours_is_said_of_them_alone():
    """Given a block above the band by itself, and two beside it that are too small alone and too large together."""
    graph, households = town(3, 1), np.array([310.0, 150.0, 160.0])
    problem = reduce(graph, loads_of(households, BAND, 3), Wishes())
    proofs = Proofs(problem, np.array([0, 1, 2]))
    assert proofs.among_neighbours(np.array([1])) == ((1,), (2,))


def test_a_search_that_is_stuck_is_helped_by_its_neighbours():
    """Given a row of blocks of which each has to pass one on before the last can keep to the band."""
    graph, households = town(6, 1), np.array([130.0, 130.0, 120.0, 120.0, 130.0, 130.0])
    problem = reduce(graph, loads_of(households, BAND, 6), Wishes())
    search = Search(problem, Wishes(), 1, Reins(1))
    search.keep_best(search.begin(np.array([0, 1, 1, 2, 2, 3], np.int32), 4))
    assert search.best.out == 2
    search_out(search, Limits())
    assert search.best.out == 0 and pieces(graph, search.best.part) == 3


def test_a_plan_that_the_long_search_misses_is_found():
    """A town drawn by lot where annealing and windows leave two grids more than need be."""
    households = np.random.default_rng(0).choice([20.0, 60.0, 140.0, 190.0, 230.0, 290.0, 330.0, 370.0], 36)
    proposal = propose(town(6, 6), households, Band(300, 500), seed=1, effort="fast")
    assert proposal.score.out == 3
    assert {report.reason for report in proposal.reports if not report.in_band} == {"grid.no_set_in_band"}
