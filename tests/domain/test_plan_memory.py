"""What a draft remembers: undo and redo for each planner, snapshots, locks, grids in pieces, parts by wish, exact cuts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain import grid_division, grid_drawing, grid_plan, plan_checks, plan_marks, plan_memory
from domain.grid_plan import fold
from domain.plan_edits import EditOvertaken, Memory
from domain.plan_events import (
    AtomMove,
    Branched,
    EditRedone,
    EditUndone,
    GridAllowedApart,
    GridDivided,
    GridLocked,
    GridSplit,
    GridsRedrawn,
    GridUnlocked,
    LandCut,
    SnapshotNamed,
    SnapshotRestored,
)
from domain.policy import PolicyProfile
from domain.values import AtomPieces, DrawnGrid, GridKind
from tests.domain.findings import Found
from tests.domain.test_grid_plan import DRAFTED, GRID_A, GRID_B, GRID_C, TALLIES, A, B, C, D, code
from tests.scenario import given

PROFILE = PolicyProfile.load("runzhou")


def painted(source: str, target: str, *atoms: int) -> GridsRedrawn:
    return GridsRedrawn(moves=(AtomMove(source, target, atoms),), tool="paint", line=None, households_moved=40, reason="")


LIN = painted(A, B, 2)
WU = painted(B, C, 4)
"""Lin draws first (version 2), then Wu elsewhere (version 3)."""


class TestUndo:
    def test_one_takes_back_the_own_edit_and_leaves_the_other_planners(self):
        after = (
            given(grid_plan, DRAFTED, LIN, WU)
            .when(plan_memory.undo, mine={2})
            .then(EditUndone(edit=2, grids=(GRID_A, replace(GRID_B, atoms=(3,))), gone=()))
        )
        assert {grid: drawn.atoms for grid, drawn in after.grids.items()} == {A: (1, 2), B: (3,), C: (4, 5, 6)}

    def test_what_somebody_drew_over_is_not_taken_back(self):
        over = painted(B, C, 2, 3)
        given(grid_plan, DRAFTED, LIN, over).when(plan_memory.undo, mine={2}).refused(EditOvertaken, edit=2, grids=[C])

    def test_the_last_edit_first_then_the_one_before(self):
        again = painted(C, B, 5)
        past = (DRAFTED, LIN, again)
        for expected in (3, 2):
            (step,) = plan_memory.undo(fold(past), mine={2, 3})
            assert step.edit == expected
            past = (*past, step)
        assert fold(past).grids == {A: GRID_A, B: GRID_B, C: GRID_C}
        with pytest.raises(plan_memory.NothingToUndo):
            plan_memory.undo(fold(past), mine={2, 3})

    def test_a_split_taken_back_ends_the_new_grid_and_redone_has_the_same_code(self):
        into = DrawnGrid(D, code(4), "四网格", (6,), came_from=(C,))
        split = GridSplit(grid=C, into=into, line=None, households_moved=0, reason="")
        (undone,) = plan_memory.undo(fold((DRAFTED, split)), mine={2})
        assert undone == EditUndone(edit=2, grids=(GRID_C,), gone=(D,))
        after = given(grid_plan, DRAFTED, split, undone).when(plan_memory.redo, mine={2})
        assert after.then(EditRedone(edit=2, grids=(replace(GRID_C, atoms=(5,)), into), gone=())).highest == 4

    def test_the_code_of_a_split_taken_back_is_never_given_again(self):
        into = DrawnGrid(D, code(4), "四网格", (6,), came_from=(C,))
        past = (DRAFTED, GridSplit(grid=C, into=into, line=None, households_moved=0, reason=""))
        past = (*past, *plan_memory.undo(fold(past), mine={2}))
        (again,) = grid_drawing.split(fold(past), grid=A, new="grd-eeee", name="五网格", atoms=(2,))
        assert again.into.code == code(5)

    def test_a_merge_taken_back_brings_the_grid_back_with_name_kind_and_code(self):
        past = (DRAFTED, *grid_drawing.merge(fold((DRAFTED,)), into=A, gone=(B,)))
        (undone,) = plan_memory.undo(fold(past), mine={2})
        after = fold((*past, undone))
        assert after.grids == {A: GRID_A, B: GRID_B, C: GRID_C}
        assert grid_drawing.merge(after, into=A, gone=(B,)) != ()

    def test_name_and_kind_come_back_too(self):
        past = (DRAFTED, *grid_drawing.rename(fold((DRAFTED,)), grid=A, name="河东网格"))
        past = (*past, *grid_drawing.set_kind(fold(past), grid=A, kind=GridKind.DEDICATED, reason="市场"))
        for _ in range(2):
            past = (*past, *plan_memory.undo(fold(past), mine={2, 3}))
        assert fold(past).grids[A] == GRID_A

    def test_nothing_new_may_come_between_undo_and_redo(self):
        past = (DRAFTED, LIN)
        past = (*past, *plan_memory.undo(fold(past), mine={2}))
        (again,) = plan_memory.redo(fold(past), mine={2})
        assert fold((*past, again)).grids[A].atoms == (1,)
        given(grid_plan, *past, painted(C, B, 5)).when(plan_memory.redo, mine={2, 4}).refused(plan_memory.NothingToRedo)

    def test_a_plan_that_was_undone_must_be_checked_again(self):
        checked = grid_plan.Validated(checks=(), tallies=TALLIES, evidence_at=1)
        (undone,) = plan_memory.undo(fold((DRAFTED, LIN, checked)), mine={2})
        assert fold((DRAFTED, LIN, checked, undone)).checked is None

    def test_only_a_draft_has_an_undo(self):
        gone = grid_plan.Discarded(reason="另起")
        given(grid_plan, DRAFTED, LIN, gone).when(plan_memory.undo, mine={2}).refused(grid_plan.PlanNotDraft)

    def test_the_memory_counts_what_the_journal_counts(self):
        assert fold((DRAFTED, LIN, WU)).memory.version == 3
        assert Memory().standing({1}) is None


class TestSnapshots:
    def test_a_snapshot_is_restored_with_what_differs(self):
        named = SnapshotNamed(name="征求意见稿")
        given(grid_plan, DRAFTED).when(plan_memory.name_snapshot, name="征求意见稿").then(named)
        after = (
            given(grid_plan, DRAFTED, named, LIN, WU)
            .when(plan_memory.restore, name="征求意见稿")
            .then(SnapshotRestored(name="征求意见稿", grids=(GRID_A, GRID_B, GRID_C), gone=(), reason=""))
        )
        assert after.grids == {A: GRID_A, B: GRID_B, C: GRID_C}

    def test_a_restoration_is_an_edit_that_can_be_taken_back(self):
        named = SnapshotNamed(name="初稿")
        past = (DRAFTED, named, LIN)
        past = (*past, *plan_memory.restore(fold(past), name="初稿"))
        past = (*past, *plan_memory.undo(fold(past), mine={3, 4}))
        assert fold(past).grids[A].atoms == (1,)

    def test_the_same_drawing_under_the_same_name_is_no_second_snapshot(self):
        given(grid_plan, DRAFTED, SnapshotNamed(name="初稿")).when(plan_memory.name_snapshot, name="初稿").then()
        given(grid_plan, DRAFTED, SnapshotNamed(name="初稿"), LIN).when(plan_memory.name_snapshot, name="初稿").refused(
            plan_memory.SnapshotNameTaken
        )
        given(grid_plan, DRAFTED).when(plan_memory.restore, name="初稿").refused(plan_memory.SnapshotUnknown, known=[])

    def test_a_branch_says_whose_drawing_it_began_as_and_keeps_the_locks(self):
        begun = replace(DRAFTED, plan="pln-0002", drawn_by="branch")
        after = (
            given(grid_plan, begun)
            .when(plan_memory.branch, begun_as="pln-0001", version=7, named="初稿", locked={B, "grd-gone"})
            .then(Branched(plan="pln-0001", version=7, snapshot="初稿", locked=(B,)))
        )
        assert after.locked == {B}


class TestLocks:
    LOCKED = GridLocked(grid=B, reason="已公示")

    def test_lock_and_unlock(self):
        given(grid_plan, DRAFTED).when(plan_marks.lock, grid=B, reason="已公示").then(self.LOCKED)
        given(grid_plan, DRAFTED, self.LOCKED).when(plan_marks.lock, grid=B).then()
        given(grid_plan, DRAFTED, self.LOCKED).when(plan_marks.unlock, grid=B).then(GridUnlocked(grid=B, reason=""))
        given(grid_plan, DRAFTED).when(plan_marks.lock, grid=D).refused(grid_plan.GridUnknown, grid=D)

    @pytest.mark.parametrize(
        ("tool", "given_"),
        [
            pytest.param(grid_drawing.redraw, {"paint": {2: B}, "tool": "paint"}, id="painted into"),
            pytest.param(grid_drawing.redraw, {"paint": {3: A}, "tool": "paint"}, id="painted out of"),
            pytest.param(grid_drawing.split, {"grid": B, "new": D, "name": "四网格", "atoms": (3,)}, id="split"),
            pytest.param(grid_drawing.merge, {"into": A, "gone": (B,)}, id="merged away"),
            pytest.param(grid_drawing.merge, {"into": B, "gone": (C,)}, id="merged into"),
            pytest.param(grid_drawing.rename, {"grid": B, "name": "河东"}, id="renamed"),
            pytest.param(grid_drawing.set_kind, {"grid": B, "kind": GridKind.DEDICATED, "reason": "校园"}, id="kind"),
            pytest.param(grid_division.divide, {"grid": B, "parts": [(D, "四网格", (3,))]}, id="divided"),
        ],
    )
    def test_no_tool_draws_on_a_locked_grid(self, tool, given_):
        given(grid_plan, DRAFTED, self.LOCKED).when(tool, **given_).refused(grid_plan.GridIsLocked, grid=B)

    def test_neither_does_an_undo_nor_a_snapshot(self):
        given(grid_plan, DRAFTED, LIN, self.LOCKED).when(plan_memory.undo, mine={2}).refused(grid_plan.GridIsLocked, grid=B)
        past = (DRAFTED, SnapshotNamed(name="初稿"), LIN, self.LOCKED)
        given(grid_plan, *past).when(plan_memory.restore, name="初稿").refused(grid_plan.GridIsLocked, grid=B)


class TestPieces:
    def test_a_grid_in_pieces_is_named_with_reason_and_clause(self):
        rule = PROFILE.rule(plan_checks.PIECES)
        assert rule.value == plan_marks.ON_PARTED_LAND
        given(grid_plan, DRAFTED).when(plan_marks.allow_apart, grid=A, reason="隔河两片", profile=PROFILE).then(
            GridAllowedApart(grid=A, reason="隔河两片", clause=rule.clause or "")
        )

    def test_the_check_lets_a_named_one_stand_and_no_other(self):
        torn = [Found(plan_checks.TORN, grid) for grid in (A, B)]
        found = plan_checks.checks_for((), (), torn, PROFILE, apart={A})
        assert {check.grid: check.forbids for check in found if check.code == plan_checks.TORN} == {A: False, B: True}


class TestParts:
    def test_a_grid_is_divided_in_one_event_with_the_next_codes(self):
        parts = [(D, "四网格", (5,))]
        after = (
            given(grid_plan, DRAFTED)
            .when(grid_division.divide, grid=C, parts=parts, households_moved=12)
            .then(GridDivided(grid=C, into=(DrawnGrid(D, code(4), "四网格", (5,), came_from=(C,)),), households_moved=12, reason=""))
        )
        assert (after.grids[C].atoms, after.highest) == ((6,), 4)

    @pytest.mark.parametrize(
        ("parts", "error"),
        [
            ([(D, "四", (5,)), ("grd-eeee", "五", (5,))], grid_division.PartsOverlap),
            ([(D, "四", (1,))], grid_drawing.AtomNotInGrid),
            ([(D, "四", (5, 6))], grid_drawing.GridEmptied),
            ([(D, "四", ())], grid_drawing.GridEmptied),
            ([(B, "四", (5,))], grid_drawing.GridRepeated),
            ([(D, "一网格", (5,))], grid_drawing.GridNameTaken),
        ],
    )
    def test_parts_that_do_not_fit_are_refused(self, parts, error):
        given(grid_plan, DRAFTED).when(grid_division.divide, grid=C, parts=parts).refused(error)


ASKED = {
    "tessellation": "tes-0002",
    "pieces": {2: (7, 8)},
    "parent": A,
    "tool": "border",
    "line": "LINESTRING(119.1 32.1,119.2 32.2)",
}


class TestLandCut:
    CUT = LandCut(
        tessellation="tes-0002",
        pieces=(AtomPieces(2, (7, 8)),),
        into=None,
        moves=(AtomMove(A, B, (8,)),),
        tool="border",
        line="LINESTRING(119.1 32.1,119.2 32.2)",
        households_moved=0,
        reason="",
    )

    def test_the_plan_goes_on_in_atoms_of_the_finer_floor(self):
        after = given(grid_plan, DRAFTED).when(grid_division.cut, paint={8: B}, new=None, **ASKED).then(self.CUT)
        assert (after.tessellation, after.grids[A].atoms, after.grids[B].atoms) == ("tes-0002", (1, 7), (3, 4, 8))

    def test_what_was_drawn_before_can_still_be_taken_back(self):
        past = (DRAFTED, LIN)
        past = (*past, *grid_division.cut(fold(past), paint={8: A}, new=None, **ASKED))
        assert fold(past).grids[A].atoms == (1, 8)
        past = (*past, *plan_memory.undo(fold(past), mine={3}))
        past = (*past, *plan_memory.undo(fold(past), mine={2, 3}))
        assert {grid: drawn.atoms for grid, drawn in fold(past).grids.items()} == {A: (1, 7, 8), B: (3, 4), C: (5, 6)}

    def test_a_split_along_the_line_takes_the_next_code(self):
        (cut,) = grid_division.cut(fold((DRAFTED,)), paint={8: D}, new=(D, "四网格"), **ASKED)
        assert cut.into == DrawnGrid(D, code(4), "四网格", (), came_from=(A,))
        assert fold((DRAFTED, cut)).grids[D].atoms == (8,)

    @pytest.mark.parametrize("pieces", [{9: (10, 11)}, {2: (7,)}, {2: (3, 7)}, {2: (7, 8), 3: (8, 9)}])
    def test_pieces_must_be_those_of_one_atom(self, pieces):
        asked = ASKED | {"pieces": pieces}
        given(grid_plan, DRAFTED).when(grid_division.cut, paint={}, new=None, **asked).refused(grid_division.PiecesUnfit)
