"""Documents: what an office prints, files and hands over, set from templates that it may replace."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response

from api.calls import allow, as_of, office_of
from api.context import Actor
from api.documents import catalogue
from api.documents.question import Document, Question
from api.scope import READERS, reading, scope_of

router = APIRouter(prefix="/api", tags=["文书 · documents"])
Form = Literal["pdf", "docx", "xlsx"]
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
        return _answered(document, Question(ctx, connection, community, wanted, through, purpose, at), form)


def _answered(document: Document, question: Question, form: str) -> Response:
    content, name = catalogue.made(document, question, form), quote(catalogue.file_name(document, question, form))
    shown = "inline" if form == "pdf" else "attachment"
    headers = {"Content-Disposition": f"{shown}; filename=\"{document.key}.{form}\"; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(content, media_type=catalogue.KINDS[form], headers=headers)
