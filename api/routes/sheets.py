"""The 民情图 sheet: a page to look at, keep on a stick, or print."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.calls import allow, as_of, office_of
from api.context import Actor
from api.scope import READERS, scope_of
from api.scoped import reading
from api.sheets import VIEWS, community_sheet
from gis.sheet import content_policy

router = APIRouter(tags=["民情图 · sheet"])


@router.get("/sheet/{code}", response_class=HTMLResponse)
def sheet(
    code: str,
    request: Request,
    as_of_: str | None = Query(None, alias="as_of", max_length=40, description="日期或时刻 / a day or an instant"),
    actor: Actor = Depends(allow(*READERS)),
) -> HTMLResponse:
    """One page that stands alone. A warden sees the own grids. Counts only: nothing personal of residents."""
    ctx = office_of(request).ctx(actor)
    with reading(request, actor, code, *VIEWS) as (connection, community):
        drawn = community_sheet(ctx, connection, community, as_of(as_of_), only=scope_of(ctx, community).narrowed(None))
    return HTMLResponse(drawn.page, headers={"Content-Security-Policy": content_policy(drawn.page)})
