"""Whatever the town, a proposal is whole, true, the same again from the same seed, and asks no more of the solver than it may."""

from __future__ import annotations

import numpy as np
import pytest

from gis.partition import Proposal, inner, pieces, propose
from gis.partition.exact import ASK, Limits, Work, divided
from gis.partition.graph import loads_of, reduce
from gis.partition.proposing import budget
from tests.gis.odd_towns import BAND, OddTown, crowded, odd_town

LAST = 350_000
"""Units of work of one question asked when hardly any is left: the longest list of sets, and the integer questions of it."""


def assert_sound(town: OddTown, proposal: Proposal) -> None:
    """Every atom in one part, wishes kept, parts whole or locked, and a reason for each that is out of the band."""
    graph, households, wishes = town
    parts, reports = proposal.parts, proposal.reports
    assert [report.part for report in reports] == np.unique(parts).tolist()
    assert [report.atoms for report in reports] == [int((parts == report.part).sum()) for report in reports]
    for report in reports:
        held = float(households[parts == report.part].sum())
        assert report.in_band == (BAND.low <= held <= BAND.high) == (report.reason is None)
    open_edges = np.setdiff1d(np.arange(len(graph.edges)), np.asarray(wishes.forbidden, int))
    walked = type(graph).of(graph.xs, graph.ys, graph.edges[open_edges], graph.border_m[open_edges])
    free = np.flatnonzero(~np.isin(parts, list(wishes.locked)))
    assert pieces(inner(walked, free), parts[free]) == len(np.unique(parts[free]))
    for locked in wishes.locked:
        assert ((wishes.keep == locked) == (parts == locked)).all()
    for estate in wishes.together:
        assert len(set(parts[list(estate)].tolist())) == 1


def proposed(town: OddTown, seed: int) -> Proposal:
    return propose(town.graph, town.households, BAND, seed=seed, wishes=town.wishes)


def assert_proposed_well(town: OddTown, seed: int) -> None:
    proposal, again = proposed(town, seed), proposed(town, seed)
    assert_sound(town, proposal)
    assert (proposal.parts == again.parts).all() and proposal.reports == again.reports and proposal.work == again.work
    assert proposal.work <= budget("normal", len(town.households), 1).work + LAST


@pytest.mark.parametrize("seed", range(8))
def test_an_odd_town_is_divided_soundly(seed: int):
    assert_proposed_well(odd_town(seed, most=40), seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1_000, 1_200))
def test_many_odd_towns_are_divided_soundly(seed: int):
    assert_proposed_well(odd_town(seed, most=120), seed)


@pytest.mark.slow
@pytest.mark.parametrize("nodes", [14, 19, 25, 30, 36, 60])
@pytest.mark.parametrize("households", [90.0, 120.0, 150.0, 170.0])
def test_a_crowded_town_does_not_keep_the_solver_busy_for_long(nodes: int, households: float):
    assert_proposed_well(crowded(nodes, households, seed=nodes), seed=1)


def test_where_the_work_is_at_an_end_no_window_is_divided():
    """Given a town whose best division takes one question: with work left it is found and paid for, without it is not asked for."""
    graph, households, wishes = crowded(12, 150.0, seed=1)
    problem = reduce(graph, loads_of(households, BAND, 12), wishes)
    paid, spent = Work(10**6), Work(0)
    assert divided(problem.rows, problem.loads, Limits(), work=paid) is not None and paid.spent > ASK
    assert divided(problem.rows, problem.loads, Limits(), work=spent) is None and spent.spent == 0
