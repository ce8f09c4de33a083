"""What became of each grid between two plans, told from who holds the land."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import GridId
from domain.plan_succession import Fate, successions

A, B, C, D = (GridId(f"grd-000{letter}") for letter in "abcd")


def fates(*pieces: tuple[GridId | None, GridId | None]) -> dict[tuple[GridId | None, GridId | None], Fate]:
    return {(each.before, each.after): each.fate for each in successions(pieces)}


@pytest.mark.rule("E7")
def test_a_grid_that_takes_another_whole_has_it_merged_in():
    assert fates((A, A), (B, A), (B, A)) == {(A, A): Fate.KEPT, (B, A): Fate.MERGED}


@pytest.mark.rule("E7")
def test_two_that_end_in_one_new_grid_are_merged():
    assert fates((A, C), (B, C)) == {(A, C): Fate.MERGED, (B, C): Fate.MERGED}


def test_a_new_grid_out_of_one_that_stays_is_split_off():
    assert fates((A, A), (A, C)) == {(A, A): Fate.KEPT, (A, C): Fate.SPLIT}


def test_a_grid_that_ends_in_two_new_ones_is_split():
    assert fates((A, C), (A, D)) == {(A, C): Fate.SPLIT, (A, D): Fate.SPLIT}


def test_land_between_two_that_stay_is_reassigned():
    assert fates((A, A), (B, B), (A, B))[A, B] is Fate.REASSIGNED


def test_a_grid_that_ends_in_several_that_stay_is_dispersed_into_each():
    assert {fates((A, B), (A, C), (B, B), (C, C))[A, into] for into in (B, C)} == {Fate.DISPERSED}


def test_a_grid_whose_land_another_holds_alone_is_renumbered():
    assert fates((A, C), (B, B)) == {(A, C): Fate.RENUMBERED, (B, B): Fate.KEPT}


def test_parts_of_several_that_ended_in_one_new_grid_are_reassigned():
    assert fates((A, C), (A, D), (B, C), (B, D))[A, C] is Fate.REASSIGNED


def test_what_nobody_held_is_new_and_what_nobody_holds_has_ended():
    assert fates((None, A), (B, None), (None, None)) == {(None, A): Fate.NEW, (B, None): Fate.ENDED}


@given(st.lists(st.tuples(st.sampled_from([A, B, C, None]), st.sampled_from([A, B, D, None]))))
def test_every_piece_of_land_is_told_of_once(pieces):
    told = successions(pieces)
    assert sum(each.pieces for each in told) == len([pair for pair in pieces if pair != (None, None)])
    assert len({(each.before, each.after) for each in told}) == len(told)
    assert all((each.fate is Fate.KEPT) == (each.before == each.after) for each in told)
