"""Spot checks and discipline: drawn by a seed nobody chose, checked by a person, decided by another."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Query, Request

from api import field_models, models, paths, personal
from api.calls import Command, allow, command, office_of
from api.commands import spot_checks as commands
from api.context import Actor
from api.scope import scope_of
from api.scoped import counting, reading
from domain.ids import VisitId, WardenId, community_id
from projections import spot_checks

router = APIRouter(prefix="/api/communities/{code}", tags=["抽查 · spot checks"])
CHECKERS = ("desk", "auditor", "approver")
Desk = Depends(command("desk"))


@router.post("/spot-checks/seed", status_code=201)
def commit(code: str, body: models.Reasoned, call: Command = Desk) -> dict[str, Any]:
    """The first commitment; each draw makes the next."""
    return call.run(lambda ctx: commands.commit(ctx, code), **body.given())


@router.post("/spot-checks/draw", status_code=201)
def draw(code: str, body: models.Reasoned, call: Command = Desk) -> dict[str, Any]:
    """Once a day, from the profile's hour on."""
    return call.run(lambda ctx: commands.draw(ctx, code), **body.given())


@router.get("/spot-checks")
def drawn(
    code: str,
    request: Request,
    on: models.Day | None = None,
    open_only: bool = Query(False, alias="open", description="只列未核实 / only those not checked yet"),
    actor: Actor = Depends(allow(*CHECKERS)),
) -> dict[str, Any]:
    with reading(request, actor, code, "spot_checks") as (connection, community):
        found = spot_checks.drawn(connection, community, on, open_only=open_only)
    return {"drawn": [personal.without_boxes(one) for one in found]}


@router.get("/spot-checks/{on}/replay")
def replay(code: str, on: models.Day, request: Request, actor: Actor = Depends(allow(*CHECKERS))) -> dict[str, Any]:
    """The whole draw once more: anybody with these facts and SHA-256 finds the same visits."""
    ctx = office_of(request).ctx(actor)
    scope_of(ctx, community_id(code))
    return commands.replay(ctx, community_id(code), on)


@router.post("/spot-checks/{visit}/result", status_code=201)
def result(
    code: str, visit: field_models.VisitPath, body: field_models.CheckResult, call: Command = Depends(command("desk", "auditor"))
) -> dict[str, Any]:
    return call.run(lambda ctx: commands.record_result(ctx, code, VisitId(visit), body.matches, body.note), **body.given())


@router.get("/discipline")
def findings(
    code: str, request: Request, warden: str, status: str | None = None, actor: Actor = Depends(allow(*CHECKERS, "warden"))
) -> dict[str, Any]:
    """Of one warden: the own for a warden. There is no list over wardens."""
    whose = actor.warden or "" if actor.role == "warden" else warden
    # a finding belongs to a person, not to a grid: the walls know the community alone
    with counting(request, actor, code, "spot_checks") as (connection, community):
        return {"findings": spot_checks.findings(connection, community, warden=whose, status=status)}


@router.post("/discipline/{warden}/{visit}/confirmation")
def confirm(
    code: str,
    warden: paths.WardenPath,
    visit: field_models.VisitPath,
    body: field_models.StepGiven,
    call: Command = Depends(command("approver")),
) -> dict[str, Any]:
    return call.run(lambda ctx: commands.confirm_step(ctx, code, WardenId(warden), VisitId(visit), body.step), **body.given())


@router.post("/discipline/{warden}/{visit}/dismissal")
def dismiss(
    code: str, warden: paths.WardenPath, visit: field_models.VisitPath, body: models.Told, call: Command = Depends(command("approver"))
) -> dict[str, Any]:
    return call.run(lambda ctx: commands.dismiss_finding(ctx, code, WardenId(warden), VisitId(visit), body.text), **body.given())
