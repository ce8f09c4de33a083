"""Grid plans: from draft to law."""

from __future__ import annotations

from hashlib import sha256
from json import dumps
from typing import Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api import models, paths
from api.calls import Command, allow, as_of, command, office_of, version_seen
from api.commands import approval, enactment, proposing, uniting
from api.context import Actor
from api.plan_report import plan_report
from api.proposal_models import PlanGiven
from api.scope import READERS
from api.scoped import reading
from domain.grid_plan import PlanUnknown
from domain.ids import GridId, PlanId
from domain.plan_events import BandException
from projections import grids, lineage

router = APIRouter(prefix="/api", tags=["方案 · plans"])
Planner = Depends(command("planner"))
Seen = Depends(version_seen)


@router.get("/communities/{code}/plans")
def plans(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    with reading(request, actor, code, "grids") as (connection, community):
        return {"plans": grids.plans(connection, community)}


@router.post("/communities/{code}/plans", status_code=201)
def draft(code: str, body: PlanGiven, call: Command = Planner) -> dict[str, Any]:
    """A new draft; the answer names the grids that cannot comply, and why."""
    if body.start == "copy":
        return call.run(lambda ctx: proposing.copy(ctx, code, body.name), **body.given())
    if body.start == "whole":
        return call.run(lambda ctx: proposing.whole(ctx, code, body.name), **body.given())
    if body.start == "united":
        return call.run(lambda ctx: uniting.unite(ctx, code, body.name), **body.given())
    return call.run(lambda ctx: proposing.propose(ctx, code, body.wish()), **body.given())


@router.get("/plans/{plan}")
def plan(plan: paths.PlanPath, request: Request, response: Response, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Grids with deviation and checks; ETag is the version a change has to name."""
    found = plan_in_sight(request, actor, plan)
    version = office_of(request).journal.versions([plan])[plan]
    response.headers["ETag"] = f'"{version}"'
    return plan_report(found, []) | {"version": version}


@router.get("/plans/{plan}/grids")
def plan_grids(plan: paths.PlanPath, request: Request, actor: Actor = Depends(allow(*READERS))) -> Response:
    """GeoJSON of a plan's grids in whatever status, (lon, lat) SRID 4490."""
    return geojson(request, features_of(request, actor, plan))


def features_of(request: Request, actor: Actor, plan: str) -> list[dict[str, Any]]:
    """The plan's grids as GeoJSON features, within the actor's scope."""
    found = plan_in_sight(request, actor, plan)
    with reading(request, actor, found["community"].removeprefix("com-"), "grids") as (connection, community):
        return grids.grid_features(connection, community, plan=plan)


@router.get("/communities/{code}/grids")
def grids_in_force(
    code: str, request: Request, as_of_: str | None = Query(None, alias="as_of"), actor: Actor = Depends(allow(*READERS))
) -> Response:
    """GeoJSON of the grids in force then."""
    with reading(request, actor, code, "grids") as (connection, community):
        at = as_of(as_of_)
        return geojson(request, grids.grid_features(connection, lineage.holding(connection, community, at), as_of=at))


@router.post("/plans/{plan}/validation")
def validate(plan: paths.PlanPath, body: models.Reasoned, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: approval.validate(ctx, PlanId(plan), seen=seen), **body.given())


@router.post("/plans/{plan}/submission")
def submit(plan: paths.PlanPath, body: models.Submission, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    excepted = [BandException(GridId(each.grid), each.reason, each.clause) for each in body.exceptions]
    return call.run(lambda ctx: approval.submit(ctx, PlanId(plan), note=body.note, exceptions=excepted, seen=seen), **body.given())


@router.post("/plans/{plan}/return")
def return_to_draft(
    plan: paths.PlanPath, body: models.Reasoned, call: Command = Depends(command("approver")), seen: int = Seen
) -> dict[str, Any]:
    return call.run(lambda ctx: approval.return_to_draft(ctx, PlanId(plan), seen=seen), **body.given())


@router.post("/plans/{plan}/approval")
def approve(plan: paths.PlanPath, body: models.Reasoned, call: Command = Depends(command("approver")), seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: approval.approve(ctx, PlanId(plan), seen=seen), **body.given())


@router.post("/plans/{plan}/enactment")
def enact(plan: paths.PlanPath, body: models.Enactment, call: Command = Depends(command("approver")), seen: int = Seen) -> dict[str, Any]:
    """In force from the beginning of a day; households, open tickets and cover change hands in the same transaction."""
    return call.run(lambda ctx: enactment.enact(ctx, PlanId(plan), body.on, seen=seen), **body.given())


@router.post("/plans/{plan}/discard")
def discard(plan: paths.PlanPath, body: models.Reasoned, call: Command = Planner, seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: approval.discard(ctx, PlanId(plan), seen=seen), **body.given())


def geojson(request: Request, features: list[dict[str, Any]]) -> Response:
    """The features; nothing but 304 for a caller who has them already."""
    body = {"type": "FeatureCollection", "features": features}
    content = dumps(body, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    headers = {"ETag": f'"{sha256(content).hexdigest()[:32]}"', "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="application/geo+json")


def plan_in_sight(request: Request, actor: Actor, plan: str) -> dict[str, Any]:
    """As `grids.plan` gives it, within the actor's scope. Raises PlanUnknown, NotYours."""
    office = office_of(request)
    office.freshen("grids")
    with office.reading() as connection:
        found = grids.plan(connection, plan)
    if found is None:
        raise PlanUnknown()
    with reading(request, actor, found["community"].removeprefix("com-"), "grids"):
        return found
