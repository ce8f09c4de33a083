"""What a plan would change, before anybody decides it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from psycopg import Connection

from api import difference, hand_overs, ledgers, paths
from api.calls import allow, as_of, caught_up, office_of
from api.context import Actor, Ctx
from api.difference.ground import IN_FORCE, VIEWS, Between
from api.plan_cover import cover_of
from api.plan_load import load_of
from api.routes.ledgers import file
from api.routes.plans import geojson
from api.scope import looking, scope_of
from domain.grid_plan import PlanUnknown
from domain.ids import CommunityId, community_code
from gis.sheet import content_policy
from projections import grids
from projections.statements import Row

router = APIRouter(prefix="/api/plans/{plan}", tags=["方案 · plans"])
WEIGHERS = ("planner", "approver", "desk", "auditor")
"""Wardens see what they take on when it is decided: a draft is none of their work yet."""
MayWeigh = Depends(allow(*WEIGHERS))
Against = Query(
    IN_FORCE, pattern=rf"^({IN_FORCE}|pln-[0-9a-z]{{4,40}})$", description="原方案，默认现行方案 / the plan before, by default in force"
)
At = Query(None, max_length=40, description="户数与工作截至 / whose homes and work are counted, by default now")
Months = Query(12, ge=1, le=60, description="重述的月数 / how many past months are told again")


@router.get("/difference", response_model=None)
def whole(
    plan: paths.PlanPath,
    request: Request,
    against: str = Against,
    at: str | None = At,
    months: int = Months,
    form: Literal["json", "csv", "xlsx"] = Query("json", alias="format"),
    part: Literal["pairs", "codes", "wardens", "cover", "months"] = Query("pairs", description="CSV 的表 / table of the CSV"),
    actor: Actor = MayWeigh,
) -> dict[str, Any] | Response:
    """From `against` to this plan: who and what changes hands, codes, wardens, cover, past months."""
    with seeing(request, actor, plan, against, at) as seen:
        told, through = difference.difference(seen, months), office_of(request).journal.head()
        if form == "json":
            return told
        sheets = {name: difference.sheet(seen, told, name, through) for name in difference.PARTS}
    if form == "csv":
        return file(sheets[part], community_code(seen.community), ledgers.as_csv(sheets[part]), form)
    return file(sheets["pairs"], community_code(seen.community), ledgers.as_xlsx(*sheets.values()), form)


@router.get("/difference/buildings")
def buildings(plan: paths.PlanPath, request: Request, against: str = Against, at: str | None = At, actor: Actor = MayWeigh) -> Response:
    """GeoJSON of the buildings that change grids, (lon, lat) SRID 4490."""
    with seeing(request, actor, plan, against, at) as seen:
        return geojson(request, difference.moved_buildings(seen))


@router.get("/difference/map", response_class=HTMLResponse)
def page(plan: paths.PlanPath, request: Request, against: str = Against, at: str | None = At, actor: Actor = MayWeigh) -> HTMLResponse:
    """One page that stands alone: old borders, new borders, the buildings between."""
    with seeing(request, actor, plan, against, at) as seen:
        drawn = difference.picture(seen)
    return HTMLResponse(drawn, headers={"Content-Security-Policy": content_policy(drawn)})


@router.get("/cover")
def cover(plan: paths.PlanPath, request: Request, at: str | None = At, actor: Actor = MayWeigh) -> dict[str, Any]:
    """Of each grid those that touch it, the longest common border first, who holds them, and who could be B."""
    with seeing(request, actor, plan, plan, at) as seen:
        return cover_of(seen)


@router.get("/workload")
def workload(
    plan: paths.PlanPath,
    request: Request,
    at: str | None = At,
    months: int | None = Query(None, ge=1, le=60, description="统计的整月数，默认按政策 / whole months counted, by default the profile's"),
    actor: Actor = MayWeigh,
) -> dict[str, Any]:
    """Of each grid the tickets and visits of the last whole months at the places it holds under this plan, and the work they come to."""
    with seeing(request, actor, plan, plan, at) as seen:
        return load_of(seen, months)


@router.get("/hand-overs", response_model=None)
def handed_over(
    plan: paths.PlanPath,
    request: Request,
    form: Literal["json", "csv", "xlsx"] = Query("json", alias="format"),
    actor: Actor = Depends(allow(*WEIGHERS, "warden")),
) -> dict[str, Any] | Response:
    """What an enacted plan passed from warden to warden: homes by id and building, open tickets and needs. A warden sees the own packs."""
    with handing_over(request, actor, plan) as (ctx, connection, drawn, through):
        found = hand_overs.packs(ctx, connection, drawn, warden=actor.warden if actor.role == "warden" else None)
    if form == "json":
        return {"plan": plan, "packs": found}
    made = hand_overs.as_sheet(ctx, found, through)
    return file(made, drawn["community"].removeprefix("com-"), ledgers.as_file(made, form), form)


@contextmanager
def handing_over(request: Request, actor: Actor, plan: str) -> Iterator[tuple[Ctx, Connection[Any], Row, int]]:
    """The plan's row within the actor's communities, and the last position that is known. Raises PlanUnknown, NotYours."""
    office = caught_up(request, *hand_overs.VIEWS)
    ctx, through = office.ctx(actor), office.freshen(*hand_overs.VIEWS)
    with office.reading() as connection:
        drawn = grids.plan(connection, plan)
        if drawn is None:
            raise PlanUnknown()
        scope = scope_of(ctx, CommunityId(drawn["community"]))
    # whole: what passed on is no longer in the sight of who handed it over, the pack is
    with looking(ctx, replace(scope, grids=None)) as connection:
        yield ctx, connection, drawn, through


@contextmanager
def seeing(request: Request, actor: Actor, plan: str, against: str, at: str | None) -> Iterator[Between]:
    """Both plans within the actor's communities. Raises PlanUnknown, CommunitiesDiffer, NonePlanInForce, NotYours."""
    office = caught_up(request, *VIEWS)
    office.freshen(*VIEWS)
    ctx = office.ctx(actor)
    with office.reading() as connection:
        seen = difference.between(ctx, connection, against, plan, as_of(at))
    with looking(ctx, scope_of(ctx, seen.community)) as connection:
        yield replace(seen, connection=connection)
