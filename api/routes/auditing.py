"""The auditor's questions to the journal: one answer shape, page by page, as JSON or as a sheet. Wardens ask about what is theirs alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from api import auditing, models
from api.auditing import borders, both_times, history, proven, subjects, versions
from api.auditing.sheets import Told
from api.calls import allow, as_of, caught_up
from api.context import Actor, Ctx
from api.moments import moment
from api.problems import RoleForbidden
from api.routes.ledgers import KINDS
from projections.trail import Window

router = APIRouter(prefix="/api/audit", tags=["稽核 · audit"])
STAFF = ("approver", "desk", "auditor", "warden")
AUDITOR = ("auditor",)
ZIP = "application/zip"
Form = Literal["json", "csv", "zip"]
FormAsked = Query("json", alias="format", description="json、csv；zip：逐条自带证明，限审计 / zip: every line proves itself, for auditors")
AsOf = Query(None, alias="as_of", max_length=40, description="截至何时属实：日期或时刻 / true by this day or instant")
KnownAt = Query(None, max_length=40, description="截至何时已录入：日期或时刻 / recorded by this day or instant")
Names = Query(
    (),
    alias="event",
    max_length=60,
    description="事件名，如 plan.enacted；plan. 为一类 / names of events; `plan.` all of that kind",
)
Since = Annotated[models.Day, Query(description="起始日 / first day")]
Until = Annotated[models.Day, Query(description="截止日（含） / last day, included")]
After = Query(None, ge=0, lt=2**53, description="上一页的 next / `next` of the page before")
Limit = Query(200, ge=1, le=10_000)


@router.get("/history/{subject}", response_model=None)
def of_subject(
    subject: str,
    request: Request,
    as_of_: str | None = AsOf,
    known_at: str | None = KnownAt,
    names: list[str] = Names,
    after: int | None = After,
    limit: int = Limit,
    form: Form = FormAsked,
    actor: Actor = Depends(allow(*STAFF)),
) -> dict[str, Any] | Response:
    """Everything the journal tells of a household, door, grid, ticket, warden, post, plan, community or anything else with an id."""
    ctx = context(request, actor)
    asked = subjects.subject_of(ctx, subject)
    subjects.require_reader(ctx, asked)
    window = Window(as_of(as_of_), as_of(known_at), history.names_like(names), after, limit)
    return spoken(ctx, history.history(ctx, asked, window), form)


@router.get("/as-of/{subject}", response_model=None)
def as_of_both(
    subject: str,
    request: Request,
    as_of_: str = Query(..., alias="as_of", max_length=40, description="哪一天或时刻的情况 / of which day or instant"),
    known_at: str = Query(..., max_length=40, description="当时所知：日期或时刻 / as known on that day or at that instant"),
    form: Form = FormAsked,
    actor: Actor = Depends(allow(*STAFF)),
) -> dict[str, Any] | Response:
    """What was true on a day as known at a moment, beside what is known of that day now, and what was told in between."""
    ctx = context(request, actor)
    asked = subjects.subject_of(ctx, subject)
    subjects.require_reader(ctx, asked)
    return spoken(ctx, both_times.truth(ctx, asked, moment(as_of_), moment(known_at)), form)


@router.get("/diff/{subject}", response_model=None)
def diff(
    subject: str,
    request: Request,
    before: int = Query(0, alias="from", ge=0, lt=2**31, description="从第几版 / from this version"),
    after: int | None = Query(None, alias="to", ge=0, lt=2**31, description="到第几版，缺省为最新 / to this version, else the latest"),
    form: Form = FormAsked,
    actor: Actor = Depends(allow(*STAFF)),
) -> dict[str, Any] | Response:
    """Which fields of anything became what between two of its versions, and by which events."""
    ctx = context(request, actor)
    asked = subjects.subject_of(ctx, subject)
    subjects.require_reader(ctx, asked)
    return spoken(ctx, versions.difference(ctx, asked, before, after), form)


@router.get("/borders/{grid}", response_model=None)
def border_change(
    grid: str,
    request: Request,
    before: str = Query(..., alias="from", max_length=60, description="日期、时刻或方案编号 / a day, an instant or a plan's id"),
    after: str = Query(..., alias="to", max_length=60, description="日期、时刻或方案编号 / a day, an instant or a plan's id"),
    form: Literal["json", "csv", "zip", "geojson"] = FormAsked,
    actor: Actor = Depends(allow(*STAFF)),
) -> dict[str, Any] | Response:
    """What land and which buildings a grid gained and lost between two days or two plans, also as GeoJSON."""
    ctx = context(request, actor)
    asked = subjects.subject_of(ctx, grid, "grd")
    subjects.require_reader(ctx, asked)
    told = borders.difference(ctx, asked, before, after)
    return borders.as_geojson(told) if form == "geojson" else spoken(ctx, told, form)


@router.get("/acts/{account}", response_model=None)
def of_account(
    account: str,
    request: Request,
    since: Since,
    until: Until,
    names: list[str] = Names,
    after: int | None = After,
    limit: int = Limit,
    form: Form = FormAsked,
    actor: Actor = Depends(allow(*AUDITOR)),
) -> dict[str, Any] | Response:
    """What one account recorded in a period, in any role."""
    ctx = context(request, actor)
    span = history.span_of(ctx, since, until, names=history.names_like(names), after=after, limit=limit)
    return spoken(ctx, history.did(ctx, account, span), form)


@router.get("/documents", response_model=None)
def of_document(
    request: Request,
    number: str = Query(..., min_length=1, max_length=200, description="文号 / document number"),
    after: int | None = After,
    limit: int = Limit,
    form: Form = FormAsked,
    actor: Actor = Depends(allow(*AUDITOR)),
) -> dict[str, Any] | Response:
    """What was decided under a document, and by whom."""
    ctx = context(request, actor)
    return spoken(ctx, history.decided(ctx, number, after, limit), form)


def context(request: Request, actor: Actor) -> Ctx:
    return caught_up(request, *subjects.VIEWS).ctx(actor)


def spoken(ctx: Ctx, told: Told, form: Form) -> dict[str, Any] | Response:
    """A file is one page of the answer too: `X-Next` leads on. Proofs carry whole records: they are for auditors. Raises RoleForbidden."""
    if form == "json":
        return told.as_json()
    if form == "zip" and ctx.actor.role not in AUDITOR:
        raise RoleForbidden(needs=AUDITOR)
    headers = {"Content-Disposition": f'attachment; filename="{told.question}.{form}"', "Cache-Control": "no-store"}
    more = {} if told.following is None else {"X-Next": str(told.following)}
    content, kind = (proven.zipped(ctx, told), ZIP) if form == "zip" else (auditing.sheets.as_csv(ctx, told), KINDS["csv"])
    return Response(content, media_type=kind, headers=headers | more)
