"""What a planner does to the own drawing: lock, allow pieces, undo, redo, name and restore snapshots, branch. Every step is an event, so
all of it is there again after a reload, at another desk, next month.
"""

from __future__ import annotations

from collections.abc import Callable

from api.commands.drawing import board_of, edited
from api.commands.evidence import persisting
from api.commands.ground import Planned, planned, record
from api.context import Ctx, Done
from domain import plan_marks, plan_memory
from domain.grid_plan import DRAWINGS, assignment
from domain.ids import GridId, PlanId
from domain.schema import Events
from gis import editing


def lock(ctx: Ctx, plan: PlanId, grid: GridId, *, seen: int | None = None) -> Done:
    """No tool draws on the grid until somebody unlocks it."""
    return _marked(ctx, plan, seen, lambda on: plan_marks.lock(on.state, grid=grid, reason=ctx.reason))


def unlock(ctx: Ctx, plan: PlanId, grid: GridId, *, seen: int | None = None) -> Done:
    return _marked(ctx, plan, seen, lambda on: plan_marks.unlock(on.state, grid=grid, reason=ctx.reason))


def allow_apart(ctx: Ctx, plan: PlanId, grid: GridId, *, seen: int | None = None) -> Done:
    """Name a grid that may lie in several pieces; ctx.reason says why."""
    return edited(ctx, plan, seen, lambda on: plan_marks.allow_apart(on.state, grid=grid, reason=ctx.reason, profile=on.ground.profile))


def name_snapshot(ctx: Ctx, plan: PlanId, name: str, *, seen: int | None = None) -> Done:
    return _marked(ctx, plan, seen, lambda on: plan_memory.name_snapshot(on.state, name=name))


def restore(ctx: Ctx, plan: PlanId, name: str, *, seen: int | None = None) -> Done:
    return edited(ctx, plan, seen, lambda on: plan_memory.restore(on.state, name=name, reason=ctx.reason))


def undo(ctx: Ctx, plan: PlanId, *, seen: int | None = None) -> Done:
    """Take back the caller's own last edit that still stands."""
    return edited(ctx, plan, seen, lambda on: _whole(ctx, on, plan_memory.undo(on.state, mine=_mine(ctx, on))))


def redo(ctx: Ctx, plan: PlanId, *, seen: int | None = None) -> Done:
    return edited(ctx, plan, seen, lambda on: _whole(ctx, on, plan_memory.redo(on.state, mine=_mine(ctx, on))))


def _mine(ctx: Ctx, on: Planned) -> frozenset[int]:
    """Versions of the plan at which the caller drew."""
    return frozenset(each.version for each in on.held.recorded if each.meta.actor == ctx.actor.account and isinstance(each.body, DRAWINGS))


def _whole(ctx: Ctx, on: Planned, events: Events) -> Events:
    """A step taken back beside what others drew must tear no grid. Raises GridNotContiguous, EditNotExact."""
    board = board_of(on)
    (step,) = events
    editing.given(
        board, {atom: grid for atom, grid in assignment(step.grids).items() if board.assignment.get(atom) != grid}, ending=step.gone
    )
    return events


def _marked(ctx: Ctx, plan: PlanId, seen: int | None, events: Callable[[Planned], Events]) -> Done:
    def decide() -> Done:
        on = planned(ctx, plan, seen)
        return record(ctx, on, events(on))

    return persisting(ctx, decide, plan if seen is not None else None)
