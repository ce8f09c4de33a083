"""A grid plan: drawn without gap or empty grid, checked, submitted, approved by another, enacted on the base it was drawn from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain import grid_drawing, grid_plan, plan_approval, required
from domain.grid_plan import (
    Approved,
    AtomMove,
    Discarded,
    Drafted,
    Enacted,
    GridKindSet,
    GridRenamed,
    GridsMerged,
    GridSplit,
    GridsRedrawn,
    Returned,
    Status,
    Submitted,
    Validated,
)
from domain.plan_checks import IN_BAND
from domain.plan_events import BandException
from domain.values import Check, DrawnGrid, GridKind, Tally
from tests.scenario import given

COMMUNITY = "com-321111001003"
A, B, C, D = "grd-aaaa", "grd-bbbb", "grd-cccc", "grd-dddd"
ATOMS = range(1, 7)


def code(sequence: int) -> str:
    return f"321111001003{sequence:03d}"


GRID_A = DrawnGrid(A, code(1), "一网格", (1, 2))
GRID_B = DrawnGrid(B, code(2), "二网格", (3, 4))
GRID_C = DrawnGrid(C, code(3), "三网格", (5, 6))
DRAFTED = Drafted(
    plan="pln-0001",
    community=COMMUNITY,
    name="2024年网格划分方案",
    tessellation="tes-0001",
    base=None,
    issued_through=0,
    drawn_by="propose",
    seed=7,
    grids=(GRID_A, GRID_B, GRID_C),
)


def tally(grid: str) -> Tally:
    return Tally(grid=grid, households=500, people=1300, buildings=12, area_m2=9000.0, perimeter_m=400.0)


TALLIES = (tally(A), tally(B), tally(C))
GOOD = Check(IN_BAND, True, True, A, 500.0, "400–600")
LOW_B = Check(IN_BAND, False, True, B, 390.0, "400–600", "二（二）")
TORN_C = Check("grid.not_contiguous", False, True, C)
WIDE = Check("community.size", False, False, None, 9000.0, "5000–7000")
CHECKED = Validated(checks=(GOOD, WIDE), tallies=TALLIES, evidence_at=41)
SUBMITTED = Submitted(checks=(GOOD, WIDE), exceptions=(), evidence_at=41, note="")
APPROVED = Approved(document="润政〔2024〕5号")
ENACTING = {
    "on": date(2024, 7, 1),
    "document": "润政〔2024〕5号",
    "in_force": None,
    "base_grids": (),
    "tallies": TALLIES,
    "households_moved": 0,
    "dwellings_moved": 0,
    "evidence_at": 44,
}
ENACTED = Enacted(
    on=date(2024, 7, 1),
    document="润政〔2024〕5号",
    replaces=None,
    grids=(GRID_A, GRID_B, GRID_C),
    tallies=TALLIES,
    retired=(),
    households_moved=0,
    dwellings_moved=0,
    evidence_at=44,
)


def redrawn(*moves: AtomMove) -> GridsRedrawn:
    return GridsRedrawn(moves=moves, tool="paint", line=None, households_moved=0, reason="")


# Draft


def test_a_draft_holds_every_atom_once():
    given(grid_plan).when(grid_drawing.draft, DRAFTED, atoms=ATOMS).then(DRAFTED)
    given(grid_plan, DRAFTED).when(grid_drawing.draft, DRAFTED, atoms=ATOMS).then()


@pytest.mark.rule("G4", "D2")
@pytest.mark.parametrize(
    ("atoms", "facts"),
    [
        ((1,), {"missing": [2], "repeated": [], "unknown": []}),
        ((1, 2, 3), {"missing": [], "repeated": [3], "unknown": []}),
        ((1, 2, 7), {"missing": [], "repeated": [], "unknown": [7]}),
    ],
)
def test_a_draft_that_does_not_tile_is_refused(atoms: tuple[int, ...], facts: dict):
    drafted = replace(DRAFTED, grids=(replace(GRID_A, atoms=atoms), GRID_B, GRID_C))
    given(grid_plan).when(grid_drawing.draft, drafted, atoms=ATOMS).refused(grid_drawing.AtomsNotTiled, **facts)


@pytest.mark.parametrize(
    ("grid", "why"),
    [
        (replace(GRID_A, code="321111001004001"), "foreign"),
        (replace(GRID_A, code=code(0)), "foreign"),
        (replace(GRID_A, code=code(1)[:14]), "foreign"),
        (replace(GRID_A, code=code(2)), "repeated"),
        (replace(GRID_A, code=code(9)), "changed"),
    ],
)
def test_a_draft_keeps_the_law_of_codes(grid: DrawnGrid, why: str):
    drafted = replace(DRAFTED, grids=(grid, GRID_B, GRID_C))
    given(grid_plan).when(grid_drawing.draft, drafted, atoms=ATOMS, base_codes={A: code(1)}).refused(grid_drawing.GridCodeUnfit, why=why)


def test_a_new_grid_takes_no_code_that_was_issued():
    drafted = replace(DRAFTED, issued_through=3)
    given(grid_plan).when(grid_drawing.draft, drafted, atoms=ATOMS, base_codes={A: code(1), B: code(2)}).refused(
        grid_drawing.GridCodeUnfit, grid_code=code(3), why="issued_before"
    )
    given(grid_plan).when(grid_drawing.draft, drafted, atoms=ATOMS, base_codes={A: code(1), B: code(2), C: code(3)}).then(drafted)


def test_identities_and_names_are_used_once():
    twice = replace(DRAFTED, grids=(GRID_A, replace(GRID_B, grid=A), GRID_C))
    given(grid_plan).when(grid_drawing.draft, twice, atoms=ATOMS).refused(grid_drawing.GridRepeated, grid=A)
    namesake = replace(DRAFTED, grids=(GRID_A, replace(GRID_B, name="一网格"), GRID_C))
    given(grid_plan).when(grid_drawing.draft, namesake, atoms=ATOMS).refused(grid_drawing.GridNameTaken, grid=A)
    nameless = replace(DRAFTED, grids=(replace(GRID_A, name=""), GRID_B, GRID_C))
    given(grid_plan).when(grid_drawing.draft, nameless, atoms=ATOMS).refused(required.NameMissing)
    empty = replace(DRAFTED, grids=(*DRAFTED.grids, DrawnGrid(D, code(4), "四网格", ())))
    given(grid_plan).when(grid_drawing.draft, empty, atoms=ATOMS).refused(grid_drawing.GridEmptied, grid=D)


# Drawing


def test_painting_names_both_grids_and_only_what_moved():
    state = (
        given(grid_plan, DRAFTED, CHECKED)
        .when(grid_drawing.redraw, paint={2: B, 3: B, 5: B}, tool="paint")
        .then(redrawn(AtomMove(A, B, (2,)), AtomMove(C, B, (5,))))
    )
    assert {grid: drawn.atoms for grid, drawn in state.grids.items()} == {A: (1,), B: (2, 3, 4, 5), C: (6,)}
    assert state.checked is None


def test_two_grids_may_change_places():
    state = (
        given(grid_plan, DRAFTED)
        .when(grid_drawing.redraw, paint={1: B, 2: B, 3: A, 4: A}, tool="paint")
        .then(redrawn(AtomMove(A, B, (1, 2)), AtomMove(B, A, (3, 4))))
    )
    assert (state.grids[A].atoms, state.grids[B].atoms) == ((3, 4), (1, 2))


def test_painting_what_is_there_writes_nothing():
    given(grid_plan, DRAFTED).when(grid_drawing.redraw, paint={1: A}, tool="paint").then()


def test_painting_a_grid_away_is_refused():
    given(grid_plan, DRAFTED).when(grid_drawing.redraw, paint={1: B, 2: B}, tool="paint").refused(grid_drawing.GridEmptied, grid=A)


def test_painting_knows_its_atoms_and_grids():
    given(grid_plan, DRAFTED).when(grid_drawing.redraw, paint={9: B}, tool="paint").refused(grid_drawing.AtomUnknown, atoms=[9])
    given(grid_plan, DRAFTED).when(grid_drawing.redraw, paint={1: D}, tool="paint").refused(grid_plan.GridUnknown, grid=D)
    given(grid_plan).when(grid_drawing.redraw, paint={1: B}, tool="paint").refused(grid_plan.PlanUnknown)


SPLIT = GridSplit(grid=A, into=DrawnGrid(D, code(4), "四网格", (2,), came_from=(A,)), line=None, households_moved=60, reason="")
SPLITTING = {"grid": A, "new": D, "name": "四网格", "atoms": [2], "households_moved": 60}


def test_a_split_takes_the_next_code_and_the_rest_keeps_its_own():
    state = given(grid_plan, DRAFTED).when(grid_drawing.split, **SPLITTING).then(SPLIT)
    assert (state.grids[A], state.grids[D].code) == (replace(GRID_A, atoms=(1,)), code(4))
    given(grid_plan, DRAFTED, SPLIT).when(grid_drawing.split, **SPLITTING).then()


def test_a_split_leaves_something_on_both_sides():
    given(grid_plan, DRAFTED).when(grid_drawing.split, **(SPLITTING | {"atoms": [1, 2]})).refused(grid_drawing.GridEmptied, grid=A)
    given(grid_plan, DRAFTED).when(grid_drawing.split, **(SPLITTING | {"atoms": []})).refused(grid_drawing.GridEmptied, grid=D)
    given(grid_plan, DRAFTED).when(grid_drawing.split, **(SPLITTING | {"atoms": [2, 3]})).refused(
        grid_drawing.AtomNotInGrid, grid=A, atoms=[3]
    )


def test_an_identity_never_comes_back():
    merged = GridsMerged(into=A, gone=(D,), reason="")
    given(grid_plan, DRAFTED, SPLIT, merged).when(grid_drawing.split, **SPLITTING).refused(grid_drawing.GridRepeated, grid=D)


def test_a_code_taken_and_given_up_in_a_draft_is_not_taken_again():
    merged = GridsMerged(into=A, gone=(D,), reason="")
    again = given(grid_plan, DRAFTED, SPLIT, merged).when(grid_drawing.split, **(SPLITTING | {"new": "grd-eeee"})).decide()
    assert again[0].into.code == code(5)


def test_a_merge_keeps_one_identity_and_remembers_the_others():
    merged = GridsMerged(into=B, gone=(A, C), reason="户数不足")
    state = given(grid_plan, DRAFTED).when(grid_drawing.merge, into=B, gone=[C, A], reason="户数不足").then(merged)
    assert tuple(state.grids) == (B,)
    assert state.grids[B] == replace(GRID_B, atoms=(1, 2, 3, 4, 5, 6), came_from=(A, C))
    given(grid_plan, DRAFTED, merged).when(grid_drawing.merge, into=B, gone=[A, C], reason="户数不足").then()


def test_a_merge_needs_grids_of_one_kind():
    dedicated = GridKindSet(grid=C, kind="dedicated", reason="农贸市场")
    given(grid_plan, DRAFTED, dedicated).when(grid_drawing.merge, into=B, gone=[C]).refused(grid_drawing.GridKindsDiffer, into=B, grid=C)
    given(grid_plan, DRAFTED).when(grid_drawing.merge, into=B, gone=[B]).refused(grid_drawing.GridMergedIntoItself, grid=B)
    given(grid_plan, DRAFTED).when(grid_drawing.merge, into=B, gone=[D]).refused(grid_plan.GridUnknown, grid=D)


def test_renaming():
    given(grid_plan, DRAFTED).when(grid_drawing.rename, grid=A, name="湖滨网格").then(GridRenamed(grid=A, name="湖滨网格"))
    given(grid_plan, DRAFTED).when(grid_drawing.rename, grid=A, name="一网格").then()
    given(grid_plan, DRAFTED).when(grid_drawing.rename, grid=A, name="二网格").refused(grid_drawing.GridNameTaken, grid=B)


def test_a_new_name_does_not_undo_the_checks():
    state = given(grid_plan, DRAFTED, CHECKED).when(grid_drawing.rename, grid=A, name="湖滨网格").then(GridRenamed(grid=A, name="湖滨网格"))
    assert state.checked == CHECKED


def test_a_dedicated_grid_has_a_reason():
    state = (
        given(grid_plan, DRAFTED, CHECKED)
        .when(grid_drawing.set_kind, grid=C, kind=GridKind.DEDICATED, reason="农贸市场")
        .then(GridKindSet(grid=C, kind="dedicated", reason="农贸市场"))
    )
    assert (state.grids[C].kind, state.checked) == (GridKind.DEDICATED, None)
    given(grid_plan, DRAFTED).when(grid_drawing.set_kind, grid=C, kind=GridKind.DEDICATED, reason="").refused(required.ReasonMissing)
    given(grid_plan, DRAFTED).when(grid_drawing.set_kind, grid=C, kind=GridKind.ORDINARY, reason="").then()


@pytest.mark.parametrize("after", [(SUBMITTED,), (SUBMITTED, APPROVED), (SUBMITTED, APPROVED, ENACTED), (Discarded(reason="x"),)])
def test_only_a_draft_is_drawn(after):
    for decide, content in (
        (grid_drawing.redraw, {"paint": {2: B}, "tool": "paint"}),
        (grid_drawing.split, SPLITTING),
        (grid_drawing.merge, {"into": A, "gone": [B]}),
        (grid_drawing.rename, {"grid": A, "name": "x"}),
        (grid_drawing.set_kind, {"grid": A, "kind": GridKind.DEDICATED, "reason": "x"}),
        (plan_approval.validate, {"checks": (), "tallies": TALLIES, "evidence_at": 1}),
    ):
        given(grid_plan, DRAFTED, CHECKED, *after).when(decide, **content).refused(grid_plan.PlanNotDraft, plan="pln-0001")


def test_the_thousandth_grid_finds_no_code():
    last = replace(DRAFTED, grids=(GRID_A, GRID_B, replace(GRID_C, code=code(999))))
    given(grid_plan, last).when(grid_drawing.split, **SPLITTING).refused(grid_plan.GridCodesExhausted, community=COMMUNITY)


# Approval


def test_checks_are_recorded_for_exactly_the_plans_grids():
    facts = {"checks": (GOOD, WIDE), "evidence_at": 41}
    given(grid_plan, DRAFTED).when(plan_approval.validate, tallies=TALLIES, **facts).then(CHECKED)
    given(grid_plan, DRAFTED, CHECKED).when(plan_approval.validate, tallies=TALLIES, **facts).then()
    given(grid_plan, DRAFTED).when(plan_approval.validate, tallies=(tally(A), tally(B), tally(D)), **facts).refused(
        plan_approval.TalliesUnfit, missing=[C], unknown=[D]
    )
    given(grid_plan, DRAFTED).when(plan_approval.validate, tallies=(*TALLIES, tally(A)), **facts).refused(plan_approval.TalliesUnfit)


def test_an_unchecked_plan_is_not_submitted_nor_one_redrawn_since():
    given(grid_plan, DRAFTED).when(plan_approval.submit).refused(plan_approval.PlanUnchecked)
    given(grid_plan, DRAFTED, CHECKED, redrawn(AtomMove(A, B, (2,)))).when(plan_approval.submit).refused(plan_approval.PlanUnchecked)


def test_a_checked_plan_is_submitted_once_even_with_a_warning():
    given(grid_plan, DRAFTED, CHECKED).when(plan_approval.submit).then(SUBMITTED)
    given(grid_plan, DRAFTED, CHECKED, SUBMITTED).when(plan_approval.submit).then()


def test_failing_checks_are_named():
    failing = Validated(checks=(GOOD, LOW_B, TORN_C), tallies=TALLIES, evidence_at=41)
    given(grid_plan, DRAFTED, failing).when(plan_approval.submit).refused(plan_approval.PlanFailsChecks, checks=[LOW_B, TORN_C])


def test_a_grid_outside_the_band_is_excepted_with_a_reason_and_a_clause():
    failing = Validated(checks=(GOOD, LOW_B), tallies=TALLIES, evidence_at=41)
    exception = BandException(B, "老旧小区，无法合并", "二（二）")
    given(grid_plan, DRAFTED, failing).when(plan_approval.submit, exceptions=(exception,)).then(
        Submitted(checks=(GOOD, LOW_B), exceptions=(exception,), evidence_at=41, note="")
    )
    given(grid_plan, DRAFTED, failing).when(plan_approval.submit, exceptions=(replace_reason(exception, " "),)).refused(
        required.ReasonMissing
    )


def replace_reason(exception: BandException, reason: str) -> BandException:
    return BandException(exception.grid, reason, exception.clause)


def test_only_the_band_knows_exceptions():
    failing = Validated(checks=(GOOD, LOW_B, TORN_C), tallies=TALLIES, evidence_at=41)
    past = given(grid_plan, DRAFTED, failing)
    past.when(plan_approval.submit, exceptions=(BandException(B, "x", ""),)).refused(plan_approval.PlanFailsChecks, checks=[TORN_C])
    for grid in (A, C):
        past.when(plan_approval.submit, exceptions=(BandException(grid, "x", ""),)).refused(plan_approval.ExceptionNeedless, grid=grid)


def test_a_returned_plan_is_a_draft_again():
    past = given(grid_plan, DRAFTED, CHECKED, SUBMITTED)
    past.when(plan_approval.return_to_draft, reason="").refused(required.ReasonMissing)
    state = past.when(plan_approval.return_to_draft, reason="三网格偏小").then(Returned(reason="三网格偏小"))
    assert state.status is Status.DRAFT
    given(grid_plan, DRAFTED).when(plan_approval.return_to_draft, reason="x").refused(plan_approval.PlanNotSubmitted, status=Status.DRAFT)


def test_approval_needs_a_document_and_a_second_person():
    past = given(grid_plan, DRAFTED, CHECKED, SUBMITTED)
    people = {"approver": "wang", "submitted_by": "lin"}
    past.when(plan_approval.approve, document="", **people).refused(required.DocumentMissing)
    past.when(plan_approval.approve, document="5号", approver="lin", submitted_by="lin").refused(plan_approval.ApproverIsAuthor)
    past.when(plan_approval.approve, document=APPROVED.document, **people).then(APPROVED)
    given(grid_plan, DRAFTED, CHECKED, SUBMITTED, APPROVED).when(plan_approval.approve, document=APPROVED.document, **people).then()
    given(grid_plan, DRAFTED, CHECKED).when(plan_approval.approve, document="5号", **people).refused(plan_approval.PlanNotSubmitted)


def test_enactment_carries_the_whole_result():
    past = given(grid_plan, DRAFTED, CHECKED, SUBMITTED, APPROVED)
    past.when(plan_approval.enact, **ENACTING).then(ENACTED)
    given(grid_plan, DRAFTED, CHECKED, SUBMITTED, APPROVED, ENACTED).when(plan_approval.enact, **ENACTING).then()
    past.when(plan_approval.enact, **(ENACTING | {"document": " "})).refused(required.DocumentMissing)
    past.when(plan_approval.enact, **(ENACTING | {"tallies": TALLIES[:2]})).refused(plan_approval.TalliesUnfit, missing=[C])
    given(grid_plan, DRAFTED, CHECKED, SUBMITTED).when(plan_approval.enact, **ENACTING).refused(plan_approval.PlanNotApproved)


def test_a_plan_whose_base_fell_is_not_enacted():
    past = given(grid_plan, replace(DRAFTED, base="pln-0000"), CHECKED, SUBMITTED, APPROVED)
    past.when(plan_approval.enact, **(ENACTING | {"in_force": "pln-0009"})).refused(
        plan_approval.PlanBaseChanged, base="pln-0000", in_force="pln-0009"
    )
    enacted = replace(ENACTED, replaces="pln-0000", retired=(D,))
    past.when(plan_approval.enact, **(ENACTING | {"in_force": "pln-0000", "base_grids": (A, D)})).then(enacted)


def test_a_plan_is_discarded_until_it_is_law():
    gone = Discarded(reason="另拟方案")
    given(grid_plan, DRAFTED, CHECKED, SUBMITTED, APPROVED).when(plan_approval.discard, reason="另拟方案").then(gone)
    given(grid_plan, DRAFTED, gone).when(plan_approval.discard, reason="另拟方案").then()
    given(grid_plan, DRAFTED).when(plan_approval.discard, reason="").refused(required.ReasonMissing)
    given(grid_plan, DRAFTED, CHECKED, SUBMITTED, APPROVED, ENACTED).when(plan_approval.discard, reason="x").refused(
        plan_approval.PlanEnacted, on=date(2024, 7, 1)
    )


# Questions


def test_moved_atoms_names_where_each_came_from():
    assert grid_plan.moved_atoms({1: A, 2: A, 3: B}, {1: A, 2: B, 3: B, 4: C}) == {2: (A, B), 4: (None, C)}
    assert grid_plan.moved_atoms({1: A}, {}) == {1: (A, None)}


def test_new_codes_are_those_the_base_had_not():
    state = grid_plan.fold((replace(DRAFTED, issued_through=2), SPLIT))
    assert grid_plan.new_codes(state) == (code(3), code(4))
