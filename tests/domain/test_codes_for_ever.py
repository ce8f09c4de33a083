"""A community lives through any number of plans, drafts given up among them: a code is issued once, to one grid, for ever."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import community, grid_drawing, grid_plan
from domain.errors import DomainError
from domain.grid_plan import Drafted
from domain.ids import grid_code, sequence_of, twenty_digits
from domain.policy import PolicyProfile
from domain.values import DrawnGrid

CODE = "321111001003"
COMMUNITY = f"com-{CODE}"
ATOMS = tuple(range(8))
FIRST = date(2026, 1, 1)
some_grid = st.integers(0, 7)


class Years(RuleBasedStateMachine):
    """Drafts follow each other; some are enacted, some given up. Each draft begins from the plan in force."""

    @initialize()
    def begin(self) -> None:
        self.fresh, self.days = count(), count()
        opened = community.register(None, code=CODE, name="化院", profile=PolicyProfile.load("runzhou"))
        land = community.TerritoryDrawn(tessellation="tes-0001", derived=True, area_m2=1.0, atoms=len(ATOMS))
        self.town = community.fold((*opened, land))
        self.holder: dict[str, str] = {}
        self.code: dict[str, str] = {}
        self.plan: grid_plan.State | None = None
        self.draft = self._drafted()

    def _drafted(self) -> grid_plan.State:
        base = self.town.enactments[-1].plan if self.town.enactments else None
        issued = community.issued_through(self.town)
        whole = DrawnGrid(self._name(), grid_code(COMMUNITY, issued + 1), "一格", ATOMS)
        grids = (whole,) if self.plan is None else grid_plan.in_code_order(self.plan)
        told = Drafted(
            plan=f"pln-{next(self.fresh):04}",
            community=COMMUNITY,
            name="方案",
            tessellation="tes-0001",
            base=base,
            issued_through=issued,
            drawn_by="copy",
            seed=None,
            grids=grids,
        )
        codes = {} if self.plan is None else {grid: drawn.code for grid, drawn in self.plan.grids.items()}
        return grid_plan.fold(grid_drawing.draft(None, told, atoms=ATOMS, base_codes=codes))

    def _name(self) -> str:
        return f"grd-{next(self.fresh):04}"

    def _grid(self, number: int) -> str:
        there = sorted(self.draft.grids)
        return there[number % len(there)]

    def _attempt(self, decide, **given) -> None:
        try:
            events = decide(self.draft, **given)
        except DomainError:
            return
        for event in events:
            self.draft = grid_plan.evolve(self.draft, event)

    @rule(grid=some_grid, share=st.sampled_from([1, 2, 3]))
    def split(self, grid: int, share: int) -> None:
        whole, new = self._grid(grid), self._name()
        self._attempt(grid_drawing.split, grid=whole, new=new, name=new, atoms=self.draft.grids[whole].atoms[:share])

    @rule(into=some_grid, gone=some_grid)
    def merge(self, into: int, gone: int) -> None:
        self._attempt(grid_drawing.merge, into=self._grid(into), gone=[self._grid(gone)])

    @rule(atom=st.sampled_from(ATOMS), to=some_grid)
    def paint(self, atom: int, to: int) -> None:
        self._attempt(grid_drawing.redraw, paint={atom: self._grid(to)}, tool="paint")

    @rule()
    def give_up(self) -> None:
        self.draft = self._drafted()

    @rule()
    def enact(self) -> None:
        drawn = self.draft
        force = community.bring_plan_into_force(
            self.town,
            plan=drawn.plan,
            base=drawn.base,
            on=FIRST + timedelta(days=next(self.days)),
            document="1号",
            new_codes=grid_plan.new_codes(drawn),
            today=FIRST + timedelta(days=10_000),
        )
        for event in force:
            self.town = community.evolve(self.town, event)
        for grid in drawn.grids.values():
            assert self.holder.setdefault(grid.code, grid.grid) == grid.grid, "a code that another grid had"
            assert self.code.setdefault(grid.grid, grid.code) == grid.code, "a grid with another code"
        self.plan = drawn
        self.draft = self._drafted()

    @precondition(lambda self: self.plan is not None)
    @invariant()
    def every_code_in_force_was_issued(self) -> None:
        assert {grid.code for grid in self.plan.grids.values()} <= self.town.issued
        assert self.town.issued >= set(self.holder)

    @invariant()
    def what_is_drawn_anew_lies_behind_all_that_was_issued(self) -> None:
        known = set() if self.plan is None else {grid.code for grid in self.plan.grids.values()}
        fresh = [grid.code for grid in self.draft.grids.values() if grid.code not in known]
        assert all(sequence_of(code) > community.issued_through(self.town) for code in fresh)


TestYears = pytest.mark.rule("E7")(Years.TestCase)
TestYears.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@given(st.integers(1, 999))
def test_twenty_digits_hold_the_whole_code_or_none(sequence: int) -> None:
    told = twenty_digits(grid_code(COMMUNITY, sequence), "010301")
    assert told == (f"010301{CODE}{sequence:02d}" if sequence <= 99 else None)
    assert told is None or len(told) == 20


def test_an_object_class_has_six_digits() -> None:
    with pytest.raises(ValueError, match="6 digits"):
        twenty_digits(grid_code(COMMUNITY, 1), "1")
