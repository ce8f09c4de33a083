"""The land under a drawing changed by stairwells: the drawing stays, undo and snapshots come along where they still can."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain import grid_plan, plan_floor, plan_memory
from domain.grid_plan import fold
from domain.plan_floor import StairwellsSeparated
from domain.plan_refusals import PlanNotDraft
from domain.required import ReasonMissing
from tests.domain.test_grid_plan import DRAFTED, A, B, C
from tests.domain.test_plan_memory import LIN, painted

FINER, ONE = "tes-0002", "tes-0003"
PARTED = {2: (7, 8)}
WHOLE = {7: (9,), 8: (9,)}
WHY = "整栋超出户数范围"


def divided(*past):
    return (*past, *plan_floor.change_floor(fold(past), tessellation=FINER, pieces=PARTED, reason=WHY))


def atoms(past) -> dict:
    return {grid: drawn.atoms for grid, drawn in fold(past).grids.items()}


def test_the_drawing_stays_and_an_edit_before_is_taken_back_after():
    past = divided(DRAFTED, LIN)
    assert (fold(past).tessellation, atoms(past)) == (FINER, {A: (1,), B: (3, 4, 7, 8), C: (5, 6)})
    (undone,) = plan_memory.undo(fold(past), mine={2})
    assert atoms((*past, undone)) == {A: (1, 7, 8), B: (3, 4), C: (5, 6)}


def test_what_was_never_drawn_is_nothing_to_undo():
    with pytest.raises(plan_memory.NothingToUndo):
        plan_memory.undo(fold(divided(DRAFTED)), mine={2})


def test_put_together_again_unless_a_grid_holds_one_stairwell_alone():
    past = divided(DRAFTED)
    (told,) = plan_floor.change_floor(fold(past), tessellation=ONE, pieces=WHOLE, reason=WHY)
    assert atoms((*past, told)) == {A: (1, 9), B: (3, 4), C: (5, 6)}
    with pytest.raises(StairwellsSeparated):
        plan_floor.change_floor(fold((*past, painted(A, B, 8))), tessellation=ONE, pieces=WHOLE, reason=WHY)


def test_an_edit_and_a_snapshot_that_held_them_apart_are_forgotten():
    apart = (*divided(DRAFTED), painted(A, B, 8))
    named = (*apart, *plan_memory.name_snapshot(fold(apart), name="分开"))
    back = (*named, painted(B, A, 8))
    past = (*back, *plan_floor.change_floor(fold(back), tessellation=ONE, pieces=WHOLE, reason=WHY))
    assert fold(past).memory.edits == ()
    with pytest.raises(plan_memory.SnapshotUnknown):
        plan_memory.restore(fold(past), name="分开")


def test_it_has_a_reason_and_a_plan_on_its_way():
    with pytest.raises(ReasonMissing):
        plan_floor.change_floor(fold((DRAFTED,)), tessellation=FINER, pieces=PARTED, reason=" ")
    for status in (grid_plan.Status.ENACTED, grid_plan.Status.DISCARDED):
        with pytest.raises(PlanNotDraft):
            plan_floor.change_floor(replace(fold((DRAFTED,)), status=status), tessellation=FINER, pieces=PARTED, reason=WHY)
