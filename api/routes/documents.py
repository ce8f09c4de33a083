"""Documents: what an office prints, files and hands over, set from templates that it may replace."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response

from api import paths
from api.calls import allow, as_of, caught_up, office_of
from api.context import Actor
from api.documents import catalogue
from api.documents.question import Document, Question
from api.routes.differences import WEIGHERS, handing_over
from api.routes.governance.reading import path
from api.scope import READERS, looking, scope_of
from api.scoped import reading
from domain.governance.meeting import MeetingUnknown
from domain.ids import CommunityId
from projections import meetings

router = APIRouter(prefix="/api", tags=["文书 · documents"])
Meeting = path("mtg")
Form = Literal["pdf", "png", "docx", "xlsx"]
AsOf = Query(None, alias="as_of", max_length=40, description="日期或时刻 / a day or an instant")
Grid = Query(None, max_length=60, description="只含这个网格 / of this grid alone")
Purpose = Query(None, min_length=1, max_length=200, description="查看用途，记入日志 / why it is opened")


@router.get("/communities/{code}/documents")
def listed(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Which documents there are of a community, its meetings and its plans, and in which forms."""
    with reading(request, actor, code):
        return {"documents": catalogue.listed()}


@router.get("/communities/{code}/documents/{name}.{form}", response_class=Response)
def of_community(
    code: str,
    name: str,
    form: Form,
    request: Request,
    as_of_: str | None = AsOf,
    grid: str | None = Grid,
    purpose: str | None = Purpose,
    actor: Actor = Depends(allow(*READERS)),
) -> Response:
    """Of a warden the own grids. What is personal stands masked or not at all; in full for a purpose, which is written down."""
    at = as_of(as_of_)
    document = catalogue.document_of(name, "community", form, actor, is_past=at is not None)
    ctx = office_of(request).ctx(actor)
    through = ctx.office.freshen(*document.views)
    with reading(request, actor, code, *document.views) as (connection, community):
        wanted = scope_of(ctx, community).narrowed(grid)
        asked = Question(ctx, connection, community, wanted, through, purpose, at, address=str(request.base_url))
        return _answered(document, asked, form)


@router.get("/meetings/{meeting}/documents/{name}.{form}", response_class=Response)
def of_meeting(
    meeting: Meeting,
    name: str,
    form: Form,
    request: Request,
    as_of_: str | None = AsOf,
    purpose: str | None = Purpose,
    actor: Actor = Depends(allow(*READERS)),
) -> Response:
    """What was decided stands in the minutes for a purpose alone, which is written down."""
    at = as_of(as_of_)
    document = catalogue.document_of(name, "meeting", form, actor, is_past=at is not None)
    office = caught_up(request, *document.views)
    ctx, through = office.ctx(actor), office.freshen(*document.views)
    with office.reading() as connection:
        row = meetings.meeting_of(connection, meeting)
    if row is None:
        raise MeetingUnknown()
    community = CommunityId(row["community"])
    with looking(ctx, scope_of(ctx, community)) as connection:
        return _answered(document, Question(ctx, connection, community, None, through, purpose, at, subject=meeting), form)


@router.get("/plans/{plan}/documents/{name}.{form}", response_class=Response)
def of_plan(
    plan: paths.PlanPath,
    name: str,
    form: Form,
    request: Request,
    as_of_: str | None = AsOf,
    actor: Actor = Depends(allow(*WEIGHERS, "warden")),
) -> Response:
    """Of a warden the packs that he or she gives or takes."""
    at = as_of(as_of_)
    document = catalogue.document_of(name, "plan", form, actor, is_past=at is not None)
    with handing_over(request, actor, plan) as (ctx, connection, drawn, through):
        return _answered(document, Question(ctx, connection, CommunityId(drawn["community"]), None, through, as_of=at, subject=plan), form)


def _answered(document: Document, question: Question, form: str) -> Response:
    content, name = catalogue.made(document, question, form), quote(catalogue.file_name(document, question, form))
    shown = "inline" if form in ("pdf", "png") else "attachment"
    headers = {"Content-Disposition": f"{shown}; filename=\"{document.key}.{form}\"; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(content, media_type=catalogue.KINDS[form], headers=headers)
