"""The land under a plan's drawing, changed where no border of a grid runs: a block divided into its stairwells (单元), or made whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.errors import Refused
from domain.grid_plan import State, Status, assignment, known
from domain.ids import GridId, TessellationId
from domain.plan_events import FloorChanged
from domain.plan_refusals import PlanNotDraft
from domain.required import require_reason
from domain.schema import Events
from domain.values import AtomPieces

GOING_ON = (Status.DRAFT, Status.SUBMITTED, Status.APPROVED)


class StairwellsSeparated(Refused):
    """A plan holds the stairwells of a block in several grids: they are no longer one building. Facts: plan, grids."""

    code = "plan.stairwells_separated"


def change_floor(state: State | None, *, tessellation: TessellationId, pieces: Mapping[int, tuple[int, ...]], reason: str) -> Events:
    """A plan on its way goes on in atoms of the other floor; one in force stands as it was enacted.

    pieces: as in tessellation.refined. Raises PlanNotDraft, StairwellsSeparated, ReasonMissing.
    """
    plan = known(state)
    if plan.status not in GOING_ON:
        raise PlanNotDraft(plan=plan.plan, status=plan.status)
    require_reason(reason)
    united = {parts for parts in pieces.values() if len(parts) == 1}
    for one in united:
        require_together(plan, [atom for atom, parts in pieces.items() if parts == one])
    told = tuple(AtomPieces(atom, parts) for atom, parts in sorted(pieces.items()))
    return (FloorChanged(tessellation=tessellation, pieces=told, reason=reason),) if told else ()


def require_together(plan: State, atoms: Iterable[int]) -> None:
    """Raises StairwellsSeparated unless one grid holds all these atoms."""
    held = assignment(plan.grids.values())
    grids: set[GridId] = {held[atom] for atom in atoms if atom in held}
    if len(grids) > 1:
        raise StairwellsSeparated(plan=plan.plan, grids=sorted(grids))
