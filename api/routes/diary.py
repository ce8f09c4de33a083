"""The diary: derived from the journal, never typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Depends, Query, Request

from api import models
from api.calls import allow, office_of
from api.context import Actor
from api.scope import READERS, scope_of
from api.scoped import reading
from domain.glossary import event_labels
from projections import diary

router = APIRouter(prefix="/api/communities/{code}/diary", tags=["走访 · visits"])
Reader = Depends(allow(*READERS))


@router.get("")
def of_a_day(
    code: str,
    request: Request,
    on: models.Day | None = None,
    grid: str | None = Query(None, max_length=60),
    actor: Actor = Reader,
) -> dict[str, Any]:
    """Every line with the position in the journal that proves it. A warden sees the own grids. Nothing personal."""
    with reading(request, actor, code, "diary") as (connection, community):
        ctx = office_of(request).ctx(actor)
        day = on or ctx.today
        found = diary.lines(connection, community, day, scope_of(ctx, community).narrowed(grid))
    labels = event_labels()
    return {"on": day, "lines": [one | {"zh": labels[one["name"]].zh, "en": labels[one["name"]].en} for one in found]}


@router.get("/tallies")
def by_day(
    code: str, request: Request, since: models.Day | None = None, until: models.Day | None = None, actor: Actor = Reader
) -> dict[str, Any]:
    """Lines by day and name, for the last thirty days when nothing else is asked for."""
    with reading(request, actor, code, "diary") as (connection, community):
        last = until or office_of(request).ctx(actor).today
        first = since or last - timedelta(days=30)
        return {"since": first, "until": last, "days": diary.tallies(connection, community, first, last)}
