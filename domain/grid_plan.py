"""A grid plan (网格划分方案): one community's land, every atom in exactly one grid.

The law it keeps: in any state the grids tile the community; only a draft is redrawn; only a checked plan is submitted, only a submitted
plan is approved, with a document number; only an approved plan whose base is still in force is enacted, on a date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.ids import CommunityId, GridId, PlanId, TessellationId
from domain.schema import event
from domain.values import Check, DrawnGrid, Tally


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
