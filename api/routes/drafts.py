"""Drawing on a draft: every tool, locks, undo and redo, snapshots, branches, and what was drawn so far."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Query, Request

from api import drawing_models as models
from api import paths, plan_history
from api.calls import Command, allow, office_of, version_seen
from api.commands import drafts, drawing, exact, proposing
from api.commands.drawing import Selection
from api.context import Actor, Ctx, Done
from api.routes.drawing_calls import drawing as drawing_call
from api.scope import READERS
from api.sight import Asked, sight_of
from domain.ids import GridId, PlanId
from domain.values import GridKind

router = APIRouter(prefix="/api", tags=["方案 · plans"])
Planner = Depends(drawing_call)
Seen = Depends(version_seen)


@router.post("/plans/{plan}/redraw")
def redraw(plan: paths.PlanPath, body: models.Painting, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    """Whole buildings to a grid. The answer has the balance of every grid and what fails; a stale If-Match is told who drew what since."""
    taken = Selection(body.buildings, body.outline, body.box)
    return call.run(lambda ctx: drawing.paint(ctx, PlanId(plan), taken, GridId(body.to), seen=seen), **body.given())


@router.post("/plans/{plan}/swap")
def swap(plan: paths.PlanPath, body: models.Swapping, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    """Two grids exchange buildings at once."""
    return call.run(lambda ctx: drawing.swap(ctx, PlanId(plan), body.buildings, body.others, seen=seen), **body.given())


@router.post("/plans/{plan}/border")
def move_border(plan: paths.PlanPath, body: models.BorderMove, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    """Both neighbours move, by whole buildings; exact: along the line itself, where no building stands in the way."""

    def moved(ctx: Ctx) -> Done:
        grids = GridId(body.one), GridId(body.other)
        if body.at is not None and body.to is not None:
            return drawing.move_vertex(ctx, PlanId(plan), grids, body.at, body.to, reach_m=body.reach_m, seen=seen)
        tool = exact if body.exact else drawing
        return tool.move_border(ctx, PlanId(plan), *grids, body.line or "", seen=seen)

    return call.run(moved, **body.given())


@router.post("/plans/{plan}/split")
def split(plan: paths.PlanPath, body: models.Splitting, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    """By whole buildings; exact: along the line itself, where no building stands in the way."""
    if body.exact:
        return call.run(
            lambda ctx: exact.split(ctx, PlanId(plan), GridId(body.grid), body.name, body.line or "", seen=seen), **body.given()
        )
    given = {"line": body.line, "buildings": body.buildings, "seen": seen}
    return call.run(lambda ctx: drawing.split(ctx, PlanId(plan), GridId(body.grid), body.name, **given), **body.given())


@router.post("/plans/{plan}/merge")
def merge(plan: paths.PlanPath, body: models.Merging, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    return call.run(
        lambda ctx: drawing.merge(ctx, PlanId(plan), GridId(body.into), tuple(map(GridId, body.gone)), seen=seen), **body.given()
    )


@router.post("/plans/{plan}/grids/{grid}/name")
def rename(plan: paths.PlanPath, grid: paths.GridPath, body: models.Naming, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: drawing.rename(ctx, PlanId(plan), GridId(grid), body.name, seen=seen), **body.given())


@router.post("/plans/{plan}/grids/{grid}/kind")
def set_kind(
    plan: paths.PlanPath, grid: paths.GridPath, body: models.KindGiven, call: Command = Planner, seen: int = Seen
) -> dict[str, Any]:
    return call.run(lambda ctx: drawing.set_kind(ctx, PlanId(plan), GridId(grid), GridKind(body.kind), seen=seen), **body.given())


@router.post("/plans/{plan}/division")
def divide(plan: paths.PlanPath, body: models.Division, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    """Parts of about equal households; the fullest keeps the code."""
    return call.run(lambda ctx: drawing.divide(ctx, PlanId(plan), GridId(body.grid), body.parts, seen=seen), **body.given())


@router.post("/plans/{plan}/grids/{grid}/lock")
def lock(plan: paths.PlanPath, grid: paths.GridPath, body: models.Reasoned, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    """No tool draws on a locked grid."""
    return call.run(lambda ctx: drafts.lock(ctx, PlanId(plan), GridId(grid), seen=seen), **body.given())


@router.post("/plans/{plan}/grids/{grid}/unlock")
def unlock(plan: paths.PlanPath, grid: paths.GridPath, body: models.Reasoned, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: drafts.unlock(ctx, PlanId(plan), GridId(grid), seen=seen), **body.given())


@router.post("/plans/{plan}/grids/{grid}/apart")
def allow_apart(
    plan: paths.PlanPath, grid: paths.GridPath, body: models.Reasoned, call: Command = Planner, seen: int = Seen
) -> dict[str, Any]:
    """A named exception: this grid may lie in several pieces, where the regulation allows it."""
    return call.run(lambda ctx: drafts.allow_apart(ctx, PlanId(plan), GridId(grid), seen=seen), **body.given())


@router.post("/plans/{plan}/undo")
def undo(plan: paths.PlanPath, body: models.Reasoned, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    """The caller's own last edit that still stands; refused where somebody drew over it."""
    return call.run(lambda ctx: drafts.undo(ctx, PlanId(plan), seen=seen), **body.given())


@router.post("/plans/{plan}/redo")
def redo(plan: paths.PlanPath, body: models.Reasoned, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: drafts.redo(ctx, PlanId(plan), seen=seen), **body.given())


@router.post("/plans/{plan}/snapshots")
def name_snapshot(plan: paths.PlanPath, body: models.Naming, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: drafts.name_snapshot(ctx, PlanId(plan), body.name, seen=seen), **body.given())


@router.post("/plans/{plan}/restoration")
def restore(plan: paths.PlanPath, body: models.Naming, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    """The drawing as it was under a snapshot's name; an undo brings back what was drawn since."""
    return call.run(lambda ctx: drafts.restore(ctx, PlanId(plan), body.name, seen=seen), **body.given())


@router.post("/plans/{plan}/branches", status_code=201)
def branch(plan: paths.PlanPath, body: models.Branching, call: Command = Planner) -> dict[str, Any]:
    """A new draft that begins as this drawing, or as one of its snapshots."""
    return call.run(lambda ctx: proposing.branch(ctx, PlanId(plan), body.name, body.snapshot), **body.given())


@router.get("/plans/{plan}/edits")
def edits(plan: paths.PlanPath, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Every step of the drawing: what, who, when, whether it stands; the snapshots; what the caller can take back and make again."""
    sight_of(request, actor, Asked(None, None, plan))
    return plan_history.drawn(office_of(request).ctx(actor), PlanId(plan))


@router.get("/plans/{plan}/comparison")
def compare(
    plan: paths.PlanPath,
    request: Request,
    snapshot: str = Query(max_length=200),
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """What differs between the drawing and one of its snapshots: per pair of grids the buildings and their dwellings."""
    sight_of(request, actor, Asked(None, None, plan))
    return plan_history.compared(office_of(request).ctx(actor), PlanId(plan), snapshot)
