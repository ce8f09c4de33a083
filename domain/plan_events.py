"""What the journal keeps of a grid plan: drafting, drawing, the way to law, and what a planner does to the own drawing. Each event holds
what it changed, never a recipe that geometry code would have to follow again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.ids import BuildingId, CommunityId, GridId, PlanId, TessellationId
from domain.schema import event
from domain.values import AtomPieces, Check, DrawnGrid, Tally


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
    drawn_by: "propose", "copy", "whole", "import", "united". seed: makes a proposal reproducible."""

    plan: PlanId
    community: CommunityId
    name: str
    tessellation: TessellationId
    base: PlanId | None
    issued_through: int
    drawn_by: str
    seed: int | None
    grids: tuple[DrawnGrid, ...]


@event("plan.briefed")
class Briefed:
    """What was asked of the proposal a draft began as: with its seed and the journal up to `evidence_at` it can be asked again.

    wanted: about so many grids. most_moved: share of the households that may change grid, where it started from the plan in force (stay).
    balance: what was spread evenly beside the band ("" nothing, "households", "people", "workload"), workload being tickets and visits of
    so many whole months, weighed. follow: by how much a border on a main road or water is cheaper than one through a courtyard, 0 to 1.
    uncrossed: kinds of dividing lines no grid crosses. stopped: the planner ended the search and took the best division found so far.
    """

    effort: str
    wanted: int | None
    stay: bool
    most_moved: float | None
    locked: tuple[GridId, ...]
    balance: str
    months: int
    ticket_weight: float
    visit_weight: float
    follow: float
    uncrossed: tuple[str, ...]
    together: tuple[tuple[BuildingId, ...], ...]
    evidence_at: int
    stopped: bool


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


@event("plan.grid_divided")
class GridDivided:
    """A grid in several parts by wish: it keeps the rest, `into` are new."""

    grid: GridId
    into: tuple[DrawnGrid, ...]
    households_moved: int
    reason: str


@event("plan.land_cut")
class LandCut:
    """A line drawn exactly, through land between buildings. tessellation: the finer one, on which the plan stands from now on; pieces:
    every atom that was cut; moves: in atoms of the finer one; into: the grid that a split makes, empty of atoms until the moves, or None.
    tool: line, border."""

    tessellation: TessellationId
    pieces: tuple[AtomPieces, ...]
    into: DrawnGrid | None
    moves: tuple[AtomMove, ...]
    tool: str
    line: str
    households_moved: int
    reason: str


@event("plan.floor_changed")
class FloorChanged:
    """The land under the drawing was cut finer, or put together, where no grid's border runs: a block divided into its stairwells, or made
    whole again. The drawing is the same. pieces: as in tessellation.refined."""

    tessellation: TessellationId
    pieces: tuple[AtomPieces, ...]
    reason: str


@event("plan.grid_locked")
class GridLocked:
    grid: GridId
    reason: str


@event("plan.grid_unlocked")
class GridUnlocked:
    grid: GridId
    reason: str


@event("plan.grid_allowed_apart")
class GridAllowedApart:
    """A named exception: this grid may lie in several pieces. clause: where the regulation, or the product's default, allows it."""

    grid: GridId
    reason: str
    clause: str


@event("plan.edit_undone")
class EditUndone:
    """edit: version of the plan at which it was made. grids: those that change, as they are now; gone: grids that end again."""

    edit: int
    grids: tuple[DrawnGrid, ...]
    gone: tuple[GridId, ...]


@event("plan.edit_redone")
class EditRedone:
    edit: int
    grids: tuple[DrawnGrid, ...]
    gone: tuple[GridId, ...]


@event("plan.snapshot_named")
class SnapshotNamed:
    """The drawing as it stands gets a name to come back to."""

    name: str


@event("plan.snapshot_restored")
class SnapshotRestored:
    name: str
    grids: tuple[DrawnGrid, ...]
    gone: tuple[GridId, ...]
    reason: str


@event("plan.branched")
class Branched:
    """This draft began as another's drawing. version: of that plan; snapshot: its name, or empty: as it stood. locked: carried over."""

    plan: PlanId
    version: int
    snapshot: str
    locked: tuple[GridId, ...]
