"""What auditors look for: late entries, corrections, who read what, who answered for a door over a time, under which rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.auditing import findings, history, naming, readings, spans, subjects
from api.calls import allow, as_of
from api.context import Actor, Ctx, start_of_day
from api.routes.auditing import AUDITOR, STAFF, After, Form, FormAsked, Limit, Names, Since, Until, context, spoken
from api.scope import READERS
from gis.sheet import content_policy
from projections.trail import Span

router = APIRouter(prefix="/api/audit", tags=["稽核 · audit"])
MayAudit = Depends(allow(*AUDITOR))


class Asked:
    """A question over a period: who asks, which days, which page, in which form."""

    def __init__(
        self,
        request: Request,
        since: Since,
        until: Until,
        names: list[str] = Names,
        after: int | None = After,
        limit: int = Limit,
        form: Form = FormAsked,
        actor: Actor = MayAudit,
    ) -> None:
        self.ctx: Ctx = context(request, actor)
        self.span: Span = history.span_of(self.ctx, since, until, names=history.names_like(names), after=after, limit=limit)
        self.names, self.form = names, form


@router.get("/subject")
def subject(
    request: Request,
    text: str = Query(..., min_length=1, max_length=200, description="编号、代码、号码、账号或门牌 / id, code, number, account or address"),
    actor: Actor = MayAudit,
) -> dict[str, Any]:
    """What it is that somebody writes down: its id, its kind, what it is called, whose registers it stands in."""
    return naming.told(context(request, actor), text.strip())


@router.get("/events", response_model=None)
def events(
    asked: Asked = Depends(), community: str | None = Query(None, max_length=60, description="社区代码 / a community's code")
) -> dict[str, Any] | Response:
    """Whatever was recorded in a period, in the order of the journal; of one community, of some kinds of events."""
    return spoken(asked.ctx, findings.events(asked.ctx, asked.span, asked.names, community), asked.form)


@router.get("/late", response_model=None)
def late(
    asked: Asked = Depends(),
    days: int = Query(1, ge=1, le=3660, description="迟于几天 / later than so many days"),
    account: str | None = Query(None, max_length=80),
) -> dict[str, Any] | Response:
    """What was recorded long after it was true, with counts by community and account."""
    return spoken(asked.ctx, findings.late(asked.ctx, timedelta(days=days), asked.span, account), asked.form)


@router.get("/corrections", response_model=None)
def corrections(asked: Asked = Depends()) -> dict[str, Any] | Response:
    """Whose file was corrected, in which fields, proposed and decided by whom; never what it said."""
    return spoken(asked.ctx, findings.corrections(asked.ctx, asked.span), asked.form)


@router.get("/retroactive", response_model=None)
def retroactive(asked: Asked = Depends()) -> dict[str, Any] | Response:
    """Plans and mergers recorded after the day from which they hold."""
    return spoken(asked.ctx, findings.retroactive(asked.ctx, asked.span), asked.form)


@router.get("/refused", response_model=None)
def refused(asked: Asked = Depends()) -> dict[str, Any] | Response:
    """What somebody decided against."""
    return spoken(asked.ctx, findings.refused(asked.ctx, asked.span), asked.form)


@router.get("/parked", response_model=None)
def parked(request: Request, form: Form = FormAsked, actor: Actor = MayAudit) -> dict[str, Any] | Response:
    """Streams that a read model could not take."""
    ctx = context(request, actor)
    return spoken(ctx, findings.parked(ctx), form)


@router.get("/reads", response_model=None)
def read_counts(request: Request, since: Since, until: Until, form: Form = FormAsked, actor: Actor = MayAudit) -> dict[str, Any] | Response:
    """Who opened personal data in a period, how often and of how many: where to look closer."""
    ctx = context(request, actor)
    return spoken(ctx, readings.counted(ctx, history.span_of(ctx, since, until)), form)


@router.get("/reads/{account}", response_model=None)
def reads(account: str, asked: Asked = Depends()) -> dict[str, Any] | Response:
    """Whose personal data one account opened in a period, which fields, and what for."""
    return spoken(asked.ctx, readings.by_account(asked.ctx, account, asked.span), asked.form)


@router.get("/readers/{hh}", response_model=None)
def readers(
    hh: str,
    request: Request,
    after: int | None = After,
    limit: int = Limit,
    form: Literal["json", "csv", "zip", "html"] = FormAsked,
    actor: Actor = Depends(allow("desk", "auditor")),
) -> dict[str, Any] | Response:
    """Who opened a household's file, and what for: a resident may ask it, the desk prints it (html)."""
    ctx = context(request, actor)
    asked = subjects.subject_of(ctx, hh, "hh")
    subjects.require_reader(ctx, asked)
    told = readings.of_household(ctx, asked, after, limit)
    if form != "html":
        return spoken(ctx, told, form)
    page = readings.page(ctx, told)
    return HTMLResponse(page, headers={"Content-Security-Policy": content_policy(page)})


@router.get("/responsible/{building}", response_model=None)
def responsible(
    building: str,
    request: Request,
    since: Since,
    until: Until,
    form: Form = FormAsked,
    actor: Actor = Depends(allow(*STAFF)),
) -> dict[str, Any] | Response:
    """Everybody who answered for a door between two days: grid, plan, document, who was on duty, and why it was not the holder."""
    ctx = context(request, actor)
    asked = subjects.subject_of(ctx, building, "bld")
    subjects.require_reader(ctx, asked)
    told = spans.responsible(ctx, asked.id, start_of_day(since), start_of_day(until + timedelta(days=1)))
    return spoken(ctx, told, form)


@router.get("/rules/{code}", response_model=None)
def rules(
    code: str,
    request: Request,
    on: str | None = Query(None, max_length=40, description="哪一天的，缺省为历次变化 / as of which day; every change when left out"),
    form: Form = FormAsked,
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any] | Response:
    """What a community's rules were when, each with its clause and the words it comes from."""
    ctx = context(request, actor)
    return spoken(ctx, spans.rules(ctx, code, as_of(on)), form)
