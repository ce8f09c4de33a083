"""A grid plan (网格划分方案): one community's land, every atom in exactly one grid.

The law it keeps: in any state the grids tile the community; only a draft is redrawn; only a checked plan is submitted, only a submitted
plan is approved, with a document number; only an approved plan whose base is still in force is enacted, on a date.

Here: events, state, and what can be asked of it. Decisions: grid_drawing (draft to redraw), plan_approval (validate to enact).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce

from domain.ids import CommunityId, GridCode, GridId, PlanId, TessellationId, grid_code, sequence_of
from domain.plan_edits import Edit, Memory, changed, refined
from domain.plan_events import (
    Approved,
    AtomMove,
    Branched,
    Briefed,
    Discarded,
    Drafted,
    EditRedone,
    EditUndone,
    Enacted,
    FloorChanged,
    GridAllowedApart,
    GridDivided,
    GridKindSet,
    GridLocked,
    GridRenamed,
    GridsMerged,
    GridSplit,
    GridsRedrawn,
    GridUnlocked,
    LandCut,
    Returned,
    SnapshotNamed,
    SnapshotRestored,
    Submitted,
    Validated,
)
from domain.plan_refusals import GridCodesExhausted, GridIsLocked, GridUnknown, PlanNotDraft, PlanUnknown
from domain.schema import Event, name_of
from domain.values import DrawnGrid, GridKind


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ENACTED = "enacted"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class State:
    """grids: as drawn now. drawn: every identity the plan ever held. absorbed: merged grid to the grid it went into.
    highest: highest grid sequence issued by the community or taken here, gone grids included. checked: None once something was redrawn.
    apart: grids that may lie in several pieces. cut: atom of a coarser floor to its pieces, step by step."""

    plan: PlanId
    community: CommunityId
    name: str
    tessellation: TessellationId
    base: PlanId | None
    issued_through: int
    highest: int
    grids: Mapping[GridId, DrawnGrid]
    drawn: frozenset[GridId]
    absorbed: Mapping[GridId, GridId]
    status: Status = Status.DRAFT
    checked: Validated | None = None
    submitted: Submitted | None = None
    document: str = ""
    enacted: Enacted | None = None
    locked: frozenset[GridId] = frozenset()
    apart: Mapping[GridId, GridAllowedApart] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    cut: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


LAST_SEQUENCE = 999
"""A grid's code ends in three digits."""
DRAWINGS = (GridsRedrawn, GridSplit, GridDivided, LandCut, GridsMerged, GridRenamed, GridKindSet, EditUndone, EditRedone, SnapshotRestored)
"""What changes the grids of a draft."""


def evolve(state: State | None, event: Event) -> State:
    after = _drafted(event) if isinstance(event, Drafted) else _evolved(known(state), event)
    before = state.memory if state is not None else after.memory
    return replace(after, memory=_remembered(state, after, event, before.version + 1))


def _remembered(state: State | None, after: State, event: Event, version: int) -> Memory:
    memory = replace(after.memory, version=version)
    match event:
        case EditUndone(edit=edit):
            return replace(memory, edits=memory.marked(edit, version))
        case EditRedone(edit=edit):
            return replace(memory, edits=memory.marked(edit, None))
        case SnapshotNamed(name=name):
            return replace(memory, snapshots={**memory.snapshots, name: tuple(after.grids.values())})
    if isinstance(event, DRAWINGS) and state is not None:
        began = _on_finer_floor(state, event) if isinstance(event, LandCut) else state
        was, became = changed(began.grids, after.grids)
        return replace(memory, edits=(*memory.edits, Edit(version, name_of(event), was, became)))
    return memory


def _evolved(state: State, event: Event) -> State:
    match event:
        case LandCut():
            return _cut(_on_finer_floor(state, event), event)
        case FloorChanged():
            return _on_finer_floor(state, event)
        case _ if isinstance(event, DRAWINGS):
            return _drawn(state, event)
        case GridLocked() | GridUnlocked() | GridAllowedApart() | SnapshotNamed() | Branched() | Briefed():
            return _marked(state, event)
    return _towards_law(state, event)


def _marked(state: State, event: Event) -> State:
    match event:
        case GridLocked(grid=grid):
            return replace(state, locked=state.locked | {grid})
        case GridUnlocked(grid=grid):
            return replace(state, locked=state.locked - {grid})
        case GridAllowedApart(grid=grid):
            return replace(state, apart={**state.apart, grid: event}, checked=None)
        case Branched(locked=locked):
            return replace(state, locked=frozenset(locked))
    return state


def _towards_law(state: State, event: Event) -> State:
    match event:
        case Validated():
            return replace(state, checked=event)
        case Submitted():
            return replace(state, status=Status.SUBMITTED, submitted=event)
        case Returned():
            return replace(state, status=Status.DRAFT, submitted=None)
        case Approved():
            return replace(state, status=Status.APPROVED, document=event.document)
        case Enacted():
            return replace(state, status=Status.ENACTED, enacted=event)
        case Discarded():
            return replace(state, status=Status.DISCARDED)
    raise TypeError(f"not an event of a grid plan: {event!r}")


def _drafted(event: Drafted) -> State:
    grids = {grid.grid: grid for grid in event.grids}
    return State(
        plan=event.plan,
        community=event.community,
        name=event.name,
        tessellation=event.tessellation,
        base=event.base,
        issued_through=event.issued_through,
        highest=max(event.issued_through, *(sequence_of(grid.code) for grid in event.grids)),
        grids=grids,
        drawn=frozenset(grids),
        absorbed={},
    )


def _drawn(state: State, event: Event) -> State:
    match event:
        case GridsRedrawn():
            return _with(state, *_painted(state, event.moves))
        case GridSplit():
            left = _holding(state.grids[event.grid], set(state.grids[event.grid].atoms) - set(event.into.atoms))
            return _with(_numbered(state, event.into), left, event.into)
        case GridDivided():
            leaving = {atom for part in event.into for atom in part.atoms}
            left = _holding(state.grids[event.grid], set(state.grids[event.grid].atoms) - leaving)
            return _with(_numbered(state, *event.into), left, *event.into)
        case EditUndone() | EditRedone() | SnapshotRestored():
            return _restored(state, event.grids, event.gone)
        case GridsMerged():
            return _merged(state, event)
        case GridRenamed():
            named = replace(state.grids[event.grid], name=event.name)
            return replace(state, grids={**state.grids, event.grid: named})
        case GridKindSet():
            return _with(state, replace(state.grids[event.grid], kind=GridKind(event.kind)))
    raise TypeError(f"not a drawing: {event!r}")


def _painted(state: State, moves: Iterable[AtomMove]) -> list[DrawnGrid]:
    held: dict[GridId, set[int]] = {}
    for move in moves:
        for grid in (move.from_grid, move.to_grid):
            held.setdefault(grid, set(state.grids[grid].atoms))
        held[move.from_grid] -= set(move.atoms)
        held[move.to_grid] |= set(move.atoms)
    return [_holding(state.grids[grid], atoms) for grid, atoms in held.items()]


def _merged(state: State, event: GridsMerged) -> State:
    atoms = {atom for grid in (event.into, *event.gone) for atom in state.grids[grid].atoms}
    whole = _holding(state.grids[event.into], atoms)
    kept = _with(state, replace(whole, came_from=(*whole.came_from, *event.gone)))
    grids = {grid: drawn for grid, drawn in kept.grids.items() if grid not in event.gone}
    return replace(kept, grids=grids, absorbed={**state.absorbed, **dict.fromkeys(event.gone, event.into)})


def _restored(state: State, grids: Iterable[DrawnGrid], gone: Iterable[GridId]) -> State:
    after = _with(state, *grids)
    ended, back = set(gone), {grid for grid, drawn in after.grids.items() if grid not in state.grids}
    absorbed = {grid: into for grid, into in state.absorbed.items() if grid not in back}
    return replace(after, grids={grid: drawn for grid, drawn in after.grids.items() if grid not in ended}, absorbed=absorbed)


def _on_finer_floor(state: State, event: LandCut | FloorChanged) -> State:
    """The same drawing, its past and its snapshots, in atoms of the other tessellation."""
    pieces = {one.atom: one.pieces for one in event.pieces}
    grids = {grid.grid: grid for grid in refined(state.grids.values(), pieces)}
    cut = {**state.cut, **pieces}
    return replace(state, tessellation=event.tessellation, grids=grids, memory=state.memory.on_floor(pieces), cut=cut)


def _cut(state: State, event: LandCut) -> State:
    opened = state if event.into is None else _with(_numbered(state, event.into), event.into)
    return _with(opened, *_painted(opened, event.moves))


def _numbered(state: State, *new: DrawnGrid) -> State:
    return replace(state, highest=max(state.highest, *(sequence_of(grid.code) for grid in new)))


def _holding(grid: DrawnGrid, atoms: set[int]) -> DrawnGrid:
    return replace(grid, atoms=tuple(sorted(atoms)))


def _with(state: State, *grids: DrawnGrid) -> State:
    """These grids as drawn now; what was checked before no longer holds."""
    now = {**state.grids, **{grid.grid: grid for grid in grids}}
    return replace(state, grids=now, drawn=state.drawn | now.keys(), checked=None)


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def known(state: State | None) -> State:
    """Raises PlanUnknown."""
    if state is None:
        raise PlanUnknown()
    return state


def drafting(state: State | None) -> State:
    """The state of a plan that may still be drawn. Raises PlanUnknown, PlanNotDraft."""
    plan = known(state)
    if plan.status is not Status.DRAFT:
        raise PlanNotDraft(plan=plan.plan, status=plan.status)
    return plan


def grid_of(plan: State, grid: GridId) -> DrawnGrid:
    """Raises GridUnknown."""
    if grid not in plan.grids:
        raise GridUnknown(grid=grid)
    return plan.grids[grid]


def require_open(plan: State, grids: Iterable[GridId]) -> None:
    """Raises GridIsLocked."""
    if shut := plan.locked & set(grids):
        raise GridIsLocked(grid=min(shut))


def in_code_order(state: State) -> tuple[DrawnGrid, ...]:
    return tuple(sorted(state.grids.values(), key=lambda grid: grid.code))


def assignment(grids: Iterable[DrawnGrid]) -> dict[int, GridId]:
    """Atom to grid."""
    return {atom: grid.grid for grid in grids for atom in grid.atoms}


def moved_atoms(old: Mapping[int, GridId], new: Mapping[int, GridId]) -> dict[int, tuple[GridId | None, GridId | None]]:
    """Atoms that another grid holds now, each with (from, to); None where only one of the two maps knows the atom."""
    both = {atom: (old.get(atom), new.get(atom)) for atom in sorted(old.keys() | new.keys())}
    return {atom: pair for atom, pair in both.items() if pair[0] != pair[1]}


def next_code(state: State, further: int = 0) -> GridCode:
    """The next code nobody ever had, or the one so many further on. Raises GridCodesExhausted."""
    if state.highest + further >= LAST_SEQUENCE:
        raise GridCodesExhausted(community=state.community)
    return grid_code(state.community, state.highest + 1 + further)


def new_codes(state: State) -> tuple[GridCode, ...]:
    """Codes that the community issues when this plan takes force: those its base's grids had not."""
    return tuple(grid.code for grid in in_code_order(state) if sequence_of(grid.code) > state.issued_through)
