"""A grid plan (网格划分方案): one community's land, every atom in exactly one grid.

The law it keeps: in any state the grids tile the community; only a draft is redrawn; only a checked plan is submitted, only a submitted
plan is approved, with a document number; only an approved plan whose base is still in force is enacted, on a date.

Here: events, state, and what can be asked of it. Decisions: grid_drawing (draft to redraw), plan_approval (validate to enact).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Refused, Unknown
from domain.ids import CommunityId, GridCode, GridId, PlanId, TessellationId, grid_code, sequence_of
from domain.schema import Event, event
from domain.values import Check, DrawnGrid, GridKind, Tally


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ENACTED = "enacted"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class AtomMove:
    from_grid: GridId
    to_grid: GridId
    atoms: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BandException:
    """A grid left outside the band on purpose. clause: where the regulation, or the product's default, allows it."""

    grid: GridId
    reason: str
    clause: str


@event("plan.drafted")
class Drafted:
    """base: the plan in force it starts from. issued_through: highest grid sequence the community had issued by then.
    drawn_by: "propose", "copy", "import". seed: makes a proposal reproducible."""

    plan: PlanId
    community: CommunityId
    name: str
    tessellation: TessellationId
    base: PlanId | None
    issued_through: int
    drawn_by: str
    seed: int | None
    grids: tuple[DrawnGrid, ...]


@event("plan.grids_redrawn")
class GridsRedrawn:
    """Atoms given from grid to grid. tool: what the planner drew with (paint, line, border).
    line: WKT (lon, lat) SRID 4490 where one was drawn."""

    moves: tuple[AtomMove, ...]
    tool: str
    line: str | None
    households_moved: int
    reason: str


@event("plan.grid_split")
class GridSplit:
    grid: GridId
    into: DrawnGrid
    line: str | None
    households_moved: int
    reason: str


@event("plan.grids_merged")
class GridsMerged:
    into: GridId
    gone: tuple[GridId, ...]
    reason: str


@event("plan.grid_renamed")
class GridRenamed:
    grid: GridId
    name: str


@event("plan.grid_kind_set")
class GridKindSet:
    grid: GridId
    kind: str
    reason: str


@event("plan.validated")
class Validated:
    """evidence_at: journal position up to which households were counted."""

    checks: tuple[Check, ...]
    tallies: tuple[Tally, ...]
    evidence_at: int


@event("plan.submitted")
class Submitted:
    checks: tuple[Check, ...]
    exceptions: tuple[BandException, ...]
    evidence_at: int
    note: str


@event("plan.returned")
class Returned:
    reason: str


@event("plan.approved")
class Approved:
    document: str


@event("plan.enacted")
class Enacted:
    """The result in full: a reader needs no geometry code to know what holds from `on`. retired: grids that end that day.
    households_moved counts registered households; dwellings_moved counts dwellings of buildings that change grid."""

    on: date
    document: str
    replaces: PlanId | None
    grids: tuple[DrawnGrid, ...]
    tallies: tuple[Tally, ...]
    retired: tuple[GridId, ...]
    households_moved: int
    dwellings_moved: int
    evidence_at: int


@event("plan.discarded")
class Discarded:
    reason: str


@dataclass(frozen=True, slots=True)
class State:
    """grids: as drawn now. drawn: every identity the plan ever held. absorbed: merged grid to the grid it went into.
    highest: highest grid sequence issued by the community or taken here, gone grids included. checked: None once something was redrawn."""

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


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Drafted():
            return _drafted(event)
        case GridsRedrawn() | GridSplit() | GridsMerged() | GridRenamed() | GridKindSet():
            return _drawn(state, event)
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
            return _with(replace(state, highest=max(state.highest, sequence_of(event.into.code))), left, event.into)
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


def _holding(grid: DrawnGrid, atoms: set[int]) -> DrawnGrid:
    return replace(grid, atoms=tuple(sorted(atoms)))


def _with(state: State, *grids: DrawnGrid) -> State:
    """These grids as drawn now; what was checked before no longer holds."""
    now = {**state.grids, **{grid.grid: grid for grid in grids}}
    return replace(state, grids=now, drawn=state.drawn | now.keys(), checked=None)


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class PlanUnknown(Unknown):
    code = "plan.unknown"


class PlanNotDraft(Refused):
    """Facts: plan, status."""

    code = "plan.not_draft"


class GridCodesExhausted(Refused):
    """A community has 999 grid sequences for ever. Facts: community."""

    code = "plan.grid_codes_exhausted"


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


def in_code_order(state: State) -> tuple[DrawnGrid, ...]:
    return tuple(sorted(state.grids.values(), key=lambda grid: grid.code))


def assignment(grids: Iterable[DrawnGrid]) -> dict[int, GridId]:
    """Atom to grid."""
    return {atom: grid.grid for grid in grids for atom in grid.atoms}


def moved_atoms(old: Mapping[int, GridId], new: Mapping[int, GridId]) -> dict[int, tuple[GridId | None, GridId | None]]:
    """Atoms that another grid holds now, each with (from, to); None where only one of the two maps knows the atom."""
    both = {atom: (old.get(atom), new.get(atom)) for atom in sorted(old.keys() | new.keys())}
    return {atom: pair for atom, pair in both.items() if pair[0] != pair[1]}


def next_code(state: State) -> GridCode:
    """The next code nobody ever had. Raises GridCodesExhausted."""
    if state.highest >= 999:
        raise GridCodesExhausted(community=state.community)
    return grid_code(state.community, state.highest + 1)


def new_codes(state: State) -> tuple[GridCode, ...]:
    """Codes that the community issues when this plan takes force: those its base's grids had not."""
    return tuple(grid.code for grid in in_code_order(state) if sequence_of(grid.code) > state.issued_through)
