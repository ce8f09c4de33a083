"""六清 of the grids."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from api import models, six_clear
from api.calls import allow, office_of
from api.commands.evidence import hold_community, profile_of
from api.context import Actor
from api.scope import scope_of
from api.scoped import reading

router = APIRouter(prefix="/api/communities/{code}", tags=["六清 · six clear"])
STAFF = ("planner", "approver", "desk", "auditor", "warden")


@router.get("/six-clear")
def six_clear_(
    code: str,
    request: Request,
    as_of: Annotated[models.Day | None, Query(description="日期 / a day; today when left out")] = None,
    grid: models.Grid | None = None,
    actor: Actor = Depends(allow(*STAFF)),
) -> dict[str, Any]:
    """What each grid still lacks, by name; a warden sees the own grids. No score, no order but that of the codes."""
    ctx = office_of(request).ctx(actor)
    owner = hold_community(ctx, code).state
    assert owner is not None
    with reading(request, actor, code, *six_clear.VIEWS) as (connection, community):
        only = scope_of(ctx, community).narrowed(grid)
        return six_clear.report(connection, community, profile_of(owner), as_of or ctx.today, only)
