"""Who could be B for whom, from borders and load."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duty import pairing
from domain.ids import GridId

A, B, C, D = (GridId(f"grd-000{letter}") for letter in "abcd")


def borders(*met: tuple[GridId, GridId, float]) -> dict[GridId, dict[GridId, float]]:
    found: dict[GridId, dict[GridId, float]] = {}
    for one, other, metres in met:
        found.setdefault(one, {})[other] = metres
        found.setdefault(other, {})[one] = metres
    return found


@pytest.mark.rule("P2")
def test_grids_with_the_longest_common_border_cover_each_other():
    square = borders((A, B, 100), (B, C, 300), (C, D, 100), (D, A, 250))
    assert pairing.suggested(square, {}) == {B: C, C: B, A: D, D: A}


@pytest.mark.rule("P2")
def test_who_is_left_over_goes_to_the_least_loaded_neighbour():
    row = borders((A, B, 300), (B, C, 200), (A, C, 100))
    assert pairing.suggested(row, {A: 280, B: 300, C: 250})[C] == A


def test_neighbours_stand_by_border_then_by_load():
    near = borders((A, B, 100), (A, C, 100), (A, D, 200))
    assert pairing.ranked(near, {B: 300, C: 250, D: 900}, A) == [D, C, B]


def test_a_grid_that_touches_none_is_left_out():
    assert pairing.suggested({A: {}, **borders((B, C, 10))}, {}) == {B: C, C: B}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(1, 500)), max_size=30))
def test_a_suggestion_always_touches_and_nobody_with_a_neighbour_goes_without(met):
    near = borders(*((GridId(f"grd-{i:04}"), GridId(f"grd-{j:04}"), metres) for i, j, metres in met if i < j))
    found = pairing.suggested(near, {})
    assert found.keys() == near.keys()
    assert all(other in near[one] for one, other in found.items())
