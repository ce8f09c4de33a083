"""Visits as they are planned and looked back on: the day's list, the log, counts by purpose and role."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile

from api import personal, today
from api.calls import Command, allow, command, office_of
from api.commands import visit_sheet
from api.commands.evidence import hold_community, profile_of
from api.context import Actor, Ctx, Done
from api.field_models import VisitPath
from api.models import Day
from api.problems import NotYours, RoleForbidden
from api.routes.communities import IMPORT_LIMIT, kept
from api.scope import READERS, looking, require_home, scope_of
from api.scoped import reading
from domain.ids import WardenId, community_id
from domain.journal import Receipt
from domain.visit import VisitUnknown
from gis.exchange import read_visits
from projections import lineage, visit_log

router = APIRouter(prefix="/api", tags=["走访 · visits"])
Since = Query(None, description="起始日，默认三十天前 / first day, by default thirty days ago")
Until = Query(None, description="截止日（含），默认今天 / last day, by default today")


@router.get("/communities/{code}/visits/today")
def todays_list(
    code: str,
    request: Request,
    warden: str | None = Query(None, max_length=60),
    on: Day | None = None,
    actor: Actor = Depends(allow("warden", "desk", "auditor")),
) -> dict[str, Any]:
    """Longest unvisited first. A warden sees the own list; desk and auditor name a warden."""
    whose = actor.warden if actor.role == "warden" else warden
    if whose is None:
        raise NotYours()
    with reading(request, actor, code, "visit_log") as (connection, community):
        return today.today(office_of(request).ctx(actor), connection, community, WardenId(whose), on)


@router.get("/communities/{code}/visits")
def log(
    code: str,
    request: Request,
    since: Day | None = Since,
    until: Day | None = Until,
    grid: str | None = Query(None, max_length=60),
    warden: str | None = Query(None, max_length=60),
    after: str | None = Query(None, max_length=60),
    limit: int = Query(100, ge=1, le=1000),
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """In order of time; `next` is the `after` of the next page. No text. A warden sees the own grids."""
    with reading(request, actor, code, "visit_log") as (connection, community):
        ctx = office_of(request).ctx(actor)
        first, last = _span(ctx.today, since, until)
        grids = scope_of(ctx, community).narrowed(grid)
        kept = lineage.holding(connection, community, ctx.now)
        page = visit_log.visits(connection, kept, since=first, until=last, grids=grids, warden=warden, after=after, limit=limit + 1)
    return {"visits": page[:limit], "next": page[limit - 1]["visit"] if len(page) > limit else None}


@router.get("/communities/{code}/visits/statistics")
def statistics(
    code: str,
    request: Request,
    since: Day | None = Since,
    until: Day | None = Until,
    grid: str | None = Query(None, max_length=60),
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """By purpose, by one of the five roles, by contact. Wardens are not compared."""
    with reading(request, actor, code, "visit_log") as (connection, community):
        ctx = office_of(request).ctx(actor)
        first, last = _span(ctx.today, since, until)
        kept = lineage.holding(connection, community, ctx.now)
        counted = visit_log.statistics(connection, kept, first, last, scope_of(ctx, community).narrowed(grid))
    return {"since": first, "until": last, "counts": counted}


@router.post("/communities/{code}/visits-import", status_code=201, max_body_size=IMPORT_LIMIT)
def import_visits(code: str, file: UploadFile = File(), call: Command = Depends(command("desk", "warden"))) -> dict[str, Any]:
    """XLSX or CSV: a result for every row, a warden's own visits alone. The same sheet again records nothing twice and goes on."""
    ctx = call.office.ctx(call.actor)
    scope_of(ctx, community_id(code))
    owner = hold_community(ctx, code).state
    assert owner is not None
    with kept(file) as path:
        assert path is not None
        sheet = read_visits(path, purposes=visit_sheet.words_for_purposes(profile_of(owner)), warden=call.actor.warden or "")

    def decide(ctx: Ctx) -> Done:
        answer = visit_sheet.record_all(ctx, code, sheet)
        return Done(Receipt(ctx.journal.head(), {}, answer, replayed=False), answer)

    return call.run(decide)


@router.get("/visits/{visit}")
def one(
    visit: VisitPath,
    request: Request,
    purpose: str | None = Query(None, max_length=200, description="查看内容的用途 / why the text is opened"),
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """A visit; with a purpose, its issue and feedback, and the opening is written down."""
    ctx = office_of(request).ctx(actor)
    ctx.office.freshen("visit_log")
    with ctx.office.reading() as connection:
        row = visit_log.visit(connection, visit)
    if row is None:
        raise VisitUnknown()
    scope = scope_of(ctx, row["community"])
    scope.require_grid(row["grid"])
    with looking(ctx, scope) as connection:
        row = visit_log.visit(connection, visit) or {}
    told = personal.without_boxes(row)
    if purpose is None:
        return told
    if actor.role not in personal.PERSONAL:
        raise RoleForbidden(needs=personal.PERSONAL)
    require_home(ctx, scope, row["household"], row["warden"])
    return told | personal.read(ctx, row["found"], purpose)


def _span(today: date, since: date | None, until: date | None) -> tuple[date, date]:
    last = until or today
    return since or last - timedelta(days=30), last
