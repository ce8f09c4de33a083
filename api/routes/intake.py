"""Before a matter is registered: what the regulation knows, and what is known of the place."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Query, Request

from api import foresight
from api.answers import Question
from api.calls import allow, caught_up, office_of
from api.context import Actor
from api.routes.audit import Address, Lat, Lon
from api.scope import READERS, scope_of
from domain.ids import community_id

router = APIRouter(prefix="/api/communities/{code}", tags=["工单 · tickets"])


@router.get("/matters")
def matters(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Categories with their time, classes with their way, how often papers may be asked for: of the regulation in force."""
    ctx = office_of(request).ctx(actor)
    scope_of(ctx, community_id(code))
    return foresight.matters(ctx, code)


@router.get("/intake/place")
def place(
    code: str,
    request: Request,
    address: str | None = Address,
    lon: float | None = Lon,
    lat: float | None = Lat,
    building: str | None = Query(None, max_length=60),
    category: str = Query("", max_length=40),
    actor: Actor = Depends(allow("desk")),
) -> dict[str, Any]:
    """Building and grid, who is on duty there now, a border close by, what was reported close by, and by when it would be due."""
    ctx = caught_up(request).ctx(actor)
    scope_of(ctx, community_id(code))
    return foresight.foresee(ctx, code, Question(building, address, lon, lat), category)
