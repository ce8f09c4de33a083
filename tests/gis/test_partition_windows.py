"""Exact windows: every set that fits is listed once, the cheapest cover is found, and moves are spared."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from gis.partition import Band, Wishes, loads_of, propose
from gis.partition.exact import Homes, Limits, Tariff, divided
from gis.partition.sets import connected_sets, fits_nowhere
from tests.gis.test_partition import town

BAND = Band(200, 300)


@st.composite
def lands(draw: st.DrawFn) -> tuple[csr_matrix, np.ndarray]:
    """Up to nine nodes with borders of whole metres between some of them, and households."""
    many = draw(st.integers(1, 9))
    pairs = draw(st.sets(st.sampled_from(list(combinations(range(many), 2))), max_size=20)) if many > 1 else set()
    borders = [draw(st.integers(1, 50)) for _ in pairs]
    households = draw(st.lists(st.integers(0, 320), min_size=many, max_size=many))
    a, b = (np.array([pair[side] for pair in pairs], int) for side in (0, 1))
    both = (np.array([*borders, *borders], float), (np.concatenate([a, b]), np.concatenate([b, a])))
    return coo_matrix(both, shape=(many, many)).tocsr(), np.array(households, float)


def whole(rows: csr_matrix, nodes: tuple[int, ...]) -> bool:
    return connected_components(rows[list(nodes)][:, list(nodes)], directed=False)[0] == 1


def fitting(rows: csr_matrix, households: np.ndarray) -> dict[tuple[int, ...], float]:
    """By trying all: the connected sets inside the band with half of their border."""
    nodes = range(rows.shape[0])
    tried = (one for many in nodes for one in combinations(nodes, many + 1))
    fits = (one for one in tried if BAND.low <= households[list(one)].sum() <= BAND.high and whole(rows, one))
    return {one: 0.5 * (rows[list(one)].sum() - rows[list(one)][:, list(one)].sum()) for one in fits}


@settings(max_examples=60, deadline=None)
@given(lands())
def test_every_set_that_fits_is_listed_once_with_its_border(land: tuple[csr_matrix, np.ndarray]):
    rows, households = land
    sets = connected_sets(rows, loads_of(households, BAND, len(households)), 1.0, 600)
    listed = [tuple(sorted(sets.members[sets.starts[i] : sets.starts[i + 1]].tolist())) for i in range(len(sets))]
    expected = fitting(rows, households)
    assert sorted(listed) == sorted(expected)
    assert sets.border == pytest.approx([expected[one] for one in listed])


@settings(max_examples=60, deadline=None)
@given(lands(), st.data())
def test_a_node_fits_nowhere_where_no_set_holds_it(land: tuple[csr_matrix, np.ndarray], data: st.DataObject):
    rows, households = land
    node = data.draw(st.integers(0, len(households) - 1))
    loads = loads_of(households, BAND, len(households))
    assert fits_nowhere(rows, loads, node) == all(node not in one for one in fitting(rows, households))


def cheapest(sets: dict[tuple[int, ...], float], left: frozenset[int]) -> float:
    """By trying all: the least border of a cover."""
    if not left:
        return 0.0
    first = min(left)
    costs = [border + cheapest(sets, left - set(one)) for one, border in sets.items() if first in one and left >= set(one)]
    return min(costs, default=np.inf)


@settings(max_examples=60, deadline=None)
@given(lands())
def test_the_cheapest_cover_is_found_and_proved(land: tuple[csr_matrix, np.ndarray]):
    rows, households = land
    sets = fitting(rows, households)
    least = cheapest(sets, frozenset(range(len(households))))
    found = divided(rows, loads_of(households, BAND, len(households)), Limits())
    assert (found is None) == (least == np.inf)
    if found is not None:
        parts = [tuple(np.flatnonzero(found.part == p).tolist()) for p in np.unique(found.part)]
        assert sum(sets[one] for one in parts) == pytest.approx(least)
        assert found.proven


def line(borders: list[float], households: list[float]) -> tuple[csr_matrix, np.ndarray]:
    a = np.arange(len(borders))
    both = (np.array([*borders, *borders]), (np.concatenate([a, a + 1]), np.concatenate([a + 1, a])))
    return coo_matrix(both, shape=(len(households), len(households))).tocsr(), np.array(households, float)


def test_a_land_that_cannot_be_divided_has_no_cover():
    rows, households = line([5.0], [150.0, 170.0])
    assert divided(rows, loads_of(households, BAND, 2), Limits()) is None


def test_moves_outweigh_a_shorter_border_where_they_are_dear():
    rows, households = line([9.0, 1.0, 9.0], [100.0, 120.0, 120.0, 100.0])
    loads = loads_of(households, Band(100, 340), 4)
    home = np.array([0, 1, 1, 1], np.int32)
    free = divided(rows, loads, Limits(), Tariff(count=2))
    steady = divided(rows, loads, Limits(), Tariff(count=2, homes=Homes(home, households)))
    assert free.part[0] == free.part[1] != free.part[2] == free.part[3]
    assert steady.part[0] != steady.part[1] == steady.part[2] == steady.part[3]


def test_a_second_load_is_spread_evenly():
    rows, households = line([1.0, 9.0, 9.0], [100.0] * 4)
    loads = loads_of(households, Band(100, 300), 4)
    visits = np.array([0.0, 4.0, 0.0, 4.0])
    short = divided(rows, loads, Limits(), Tariff(count=2))
    even = divided(rows, loads, Limits(), Tariff(count=2, load=visits, target=4.0, spread=2.0))
    assert np.bincount(short.part, weights=visits).tolist() in ([0, 8], [8, 0])
    assert np.bincount(even.part, weights=visits).tolist() == [4, 4]


def test_the_present_division_stays_where_nothing_is_shorter():
    rows, households = line([3.0, 2.0, 3.0], [100.0] * 4)
    present = np.array([0, 0, 1, 1])
    found = divided(rows, loads_of(households, BAND, 4), Limits(), present=present)
    assert found.proven and len(np.unique(found.part)) == 2 and found.part[0] == found.part[1] != found.part[2]


def test_a_planner_says_how_many_households_may_move():
    graph, rng = town(24, 24), np.random.default_rng(0)
    households = rng.integers(20, 90, 576).astype(float)
    in_force = propose(graph, households, BAND, seed=1).parts
    grown = households.copy()
    grown[rng.choice(576, 12, replace=False)] += rng.integers(60, 120, 12)
    free = propose(graph, grown, BAND, wishes=Wishes(keep=in_force))
    held_back = propose(graph, grown, BAND, wishes=Wishes(keep=in_force, most_moved=0.9 * free.score.moved / grown.sum()))
    assert 0 < held_back.score.moved < free.score.moved
    spared = [report for report in held_back.reports if report.reason == "grid.left_for_few_moves"]
    assert spared and held_back.score.in_band >= 0.99 * held_back.score.parts
    for report in spared:
        assert ((held_back.parts == report.part) == (in_force == report.part)).all()


@pytest.mark.parametrize("off", [-2, 2, 4])
def test_about_as_many_grids_as_the_planner_wants(off: int):
    graph, households = town(12, 12), np.random.default_rng(4).integers(20, 111, 144).astype(float)
    free = propose(graph, households, BAND)
    asked = propose(graph, households, BAND, wishes=Wishes(wanted=free.score.parts + off))
    assert abs(asked.score.parts - (free.score.parts + off)) <= 1
    assert asked.score.out == 0
