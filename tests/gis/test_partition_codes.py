"""Grids are numbered as one reads a page, and keep their identity through a redraw."""

from __future__ import annotations

import numpy as np
import pytest

from gis.partition.codes import SequencesExhausted, continued, reading_order, sequences


def test_numbers_run_west_to_east_then_north_to_south():
    xs = [900, 100, 500, 110, 520, 890]
    ys = [980, 1000, 1010, 480, 510, 500]
    assert sequences(xs, ys) == ("003", "001", "002", "004", "005", "006")


def test_a_grid_a_little_further_south_stays_in_its_row():
    assert reading_order([0, 100, 200], [0, -20, 10], row_m=50).tolist() == [0, 1, 2]
    assert reading_order([0, 100, 200], [0, -80, 10], row_m=50).tolist() == [0, 2, 1]


def test_numbers_go_on_after_the_last_ever_issued():
    assert sequences([0, 10], [0, 0], issued_through=41) == ("042", "043")


def test_one_grid_and_none():
    assert sequences([5], [5]) == ("001",)
    assert sequences([], []) == ()


def test_the_thousandth_number_is_refused():
    with pytest.raises(SequencesExhausted) as refused:
        sequences([0, 10], [0, 0], issued_through=998)
    assert refused.value.facts == {"wanted": 2, "last": 998}


def test_a_part_with_the_majority_of_a_grid_continues_it():
    old = [1, 1, 1, 2, 2, 2]
    new = [7, 7, 8, 8, 8, 8]
    assert continued(new, old, [10, 10, 10, 10, 10, 10]) == {7: 1, 8: 2}


def test_a_grid_split_in_two_equal_halves_is_continued_by_neither():
    assert continued([0, 1], [5, 5], [100, 100]) == {}


def test_of_two_merged_grids_the_larger_lives_on():
    assert continued([0, 0, 0], [1, 2, 2], [120, 80, 90]) == {0: 2}


def test_new_land_continues_nothing_and_empty_land_counts_by_atoms():
    assert continued([0, 0, 1], [-1, 3, -1], [10, 0, 10]) == {0: 3}


def test_a_locked_grid_is_continued_even_without_a_majority():
    assert continued([0, 1, 1], [4, 4, 6], [10, 90, 50], locked=[4]) == {1: 4}


def test_the_matching_keeps_most_households_under_their_grid():
    rng = np.random.default_rng(2)
    old = np.repeat(np.arange(20), 30)
    new = old.copy()
    moved = rng.choice(600, 20, replace=False)
    new[moved] = (new[moved] + 1) % 20
    renamed = rng.permutation(20)
    assert continued(renamed[new], old, np.ones(600)) == {int(renamed[grid]): grid for grid in range(20)}
