"""Whatever is drawn, legal or not: every atom in exactly one grid, codes never repeated, a refusal changes nothing."""

from __future__ import annotations

import string
from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain import grid_drawing, grid_plan, plan_approval
from domain.errors import DomainError
from domain.grid_plan import Drafted
from domain.ids import grid_code
from domain.values import DrawnGrid, GridKind, Tally

COMMUNITY = "com-321111001003"
ATOMS = tuple(range(12))
IDS = [f"grd-{letter * 4}" for letter in string.ascii_lowercase[:8]]
NAMES = ["", *"甲乙丙丁戊己庚辛壬癸"]

some_atoms = st.lists(st.integers(-1, len(ATOMS)), max_size=6, unique=True)
some_grid = st.integers(0, 9)
"""Which grid: counted round those that stand; 9 is one that is not there."""
some_id = st.sampled_from(IDS)


class Drawing(RuleBasedStateMachine):
    """A planner who tries everything, atoms and grids that are not there included."""

    @initialize(grids=st.integers(1, 4))
    def draft(self, grids: int) -> None:
        drawn = tuple(DrawnGrid(IDS[n], grid_code(COMMUNITY, n + 1), f"网格{n}", ATOMS[n::grids]) for n in range(grids))
        drafted = Drafted(
            plan="pln-0001",
            community=COMMUNITY,
            name="方案",
            tessellation="tes-0001",
            base=None,
            issued_through=0,
            drawn_by="copy",
            seed=None,
            grids=drawn,
        )
        self.state = grid_plan.fold(grid_drawing.draft(None, drafted, atoms=ATOMS))
        self.codes = {grid.grid: grid.code for grid in drawn}

    def grid(self, number: int) -> str:
        there = sorted(self.state.grids)
        return "grd-none" if number == 9 else there[number % len(there)]

    def some_of(self, grid: str, share: float) -> tuple[int, ...]:
        atoms = self.state.grids[grid].atoms if grid in self.state.grids else ATOMS[:2]
        return atoms[: round(share * len(atoms))]

    @rule(atoms=some_atoms, to=some_grid)
    def paint(self, atoms: list[int], to: int) -> None:
        self.attempt(grid_drawing.redraw, paint=dict.fromkeys(atoms, self.grid(to)), tool="paint")

    @rule(source=some_grid, to=some_grid, share=st.sampled_from([0.5, 1.0]))
    def paint_over(self, source: int, to: int, share: float) -> None:
        atoms = self.some_of(self.grid(source), share)
        self.attempt(grid_drawing.redraw, paint=dict.fromkeys(atoms, self.grid(to)), tool="paint")

    @rule(paint=st.dictionaries(st.sampled_from(ATOMS), st.integers(0, 8), max_size=12))
    def paint_many(self, paint: dict[int, int]) -> None:
        self.attempt(grid_drawing.redraw, paint={atom: self.grid(number) for atom, number in paint.items()}, tool="border")

    @rule(grid=some_grid, new=some_id, name=st.sampled_from(NAMES), atoms=some_atoms)
    def split(self, grid: int, new: str, name: str, atoms: list[int]) -> None:
        self.attempt(grid_drawing.split, grid=self.grid(grid), new=new, name=name, atoms=atoms)

    @rule(grid=some_grid, new=some_id, name=st.sampled_from(NAMES), share=st.sampled_from([0.0, 0.5, 1.0]))
    def split_off(self, grid: int, new: str, name: str, share: float) -> None:
        whole = self.grid(grid)
        self.attempt(grid_drawing.split, grid=whole, new=new, name=name, atoms=self.some_of(whole, share))

    @rule(into=some_grid, gone=st.lists(some_grid, max_size=3))
    def merge(self, into: int, gone: list[int]) -> None:
        self.attempt(grid_drawing.merge, into=self.grid(into), gone=[self.grid(number) for number in gone])

    @rule(grid=some_grid, name=st.sampled_from(NAMES))
    def rename(self, grid: int, name: str) -> None:
        self.attempt(grid_drawing.rename, grid=self.grid(grid), name=name)

    @rule(grid=some_grid, kind=st.sampled_from(GridKind))
    def set_kind(self, grid: int, kind: GridKind) -> None:
        self.attempt(grid_drawing.set_kind, grid=self.grid(grid), kind=kind, reason="市场")

    @rule()
    def validate(self) -> None:
        tallies = tuple(Tally(grid, 1, 1, 1, 1.0, 1.0) for grid in self.state.grids)
        self.attempt(plan_approval.validate, checks=(), tallies=tallies, evidence_at=1)

    @rule()
    def submit_and_return(self) -> None:
        self.attempt(plan_approval.submit)
        self.attempt(plan_approval.return_to_draft, reason="再改")

    def attempt(self, decide, **content) -> None:
        before = repr(self.state)
        try:
            events = decide(self.state, **content)
        except DomainError:
            assert repr(self.state) == before
            return
        after = self.state
        for event in events:
            after = grid_plan.evolve(after, event)
        assert repr(self.state) == before, "evolve changed a state in place"
        self.state = after
        if events:
            self.require_idempotence(decide, content)

    def require_idempotence(self, decide, content) -> None:
        """The same request again is refused or writes nothing."""
        try:
            assert decide(self.state, **content) == ()
        except DomainError:
            pass

    @invariant()
    def every_atom_is_in_exactly_one_grid(self) -> None:
        held = Counter(atom for grid in self.state.grids.values() for atom in grid.atoms)
        assert held == Counter(ATOMS)
        assert all(grid.atoms == tuple(sorted(grid.atoms)) and grid.atoms for grid in self.state.grids.values())

    @invariant()
    def a_code_belongs_to_one_identity_for_ever(self) -> None:
        for grid in self.state.grids.values():
            assert self.codes.setdefault(grid.grid, grid.code) == grid.code
        assert len(set(self.codes.values())) == len(self.codes)

    @invariant()
    def names_are_unique(self) -> None:
        names = [grid.name for grid in self.state.grids.values()]
        assert len(set(names)) == len(names)
        assert all(names)


TestDrawing = Drawing.TestCase
TestDrawing.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
