"""What a warden's phone takes along for the day, and the doors of a building."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Query, Request

from api import field_day
from api.calls import allow, office_of
from api.context import Actor
from api.problems import NotYours
from api.routes.buildings import BuildingPath
from api.scope import looking, scope_of
from api.scoped import reading
from domain.building import BuildingUnknown
from domain.ids import CommunityId, WardenId, community_code
from projections import grids, responsibility

router = APIRouter(prefix="/api", tags=["走访 · visits"])
Carer = Depends(allow("warden", "desk"))
Purpose = Query(min_length=1, max_length=200, description="查看用途，记入日志 / why it is opened: written down")


@router.get("/field-day")
def field_day_of(request: Request, purpose: str = Purpose, actor: Actor = Depends(allow("warden"))) -> dict[str, Any]:
    """The caller's own: grids, buildings, the day's list with its doors, open tickets, who stands in for whom."""
    office = office_of(request)
    office.freshen("responsibility")
    with office.reading() as connection:
        employer = responsibility.employer(connection, actor.warden) if actor.warden else None
    if actor.warden is None or employer is None:
        raise NotYours()
    with reading(request, actor, community_code(CommunityId(employer)), *field_day.VIEWS) as (connection, community):
        return field_day.field_day(office.ctx(actor), connection, community, WardenId(actor.warden), purpose)


@router.get("/buildings/{building}/doors")
def doors(
    building: BuildingPath, request: Request, purpose: str = Purpose, actor: Actor = Depends(allow("warden", "desk"))
) -> dict[str, Any]:
    """Who lives behind which door, without a name: a name is opened in the household's own file."""
    office = office_of(request)
    ctx = office.ctx(actor)
    office.freshen("grids", "household_history")
    with office.reading() as connection:
        found = grids.building(connection, building)
    if found is None:
        raise BuildingUnknown()
    scope = scope_of(ctx, found["community"])
    scope.require_grid(found["grid"])
    with looking(ctx, scope) as connection:
        return {"building": building, "households": field_day.doors(ctx, connection, building, purpose)}


@router.get("/session/phone-key")
def phone_key(request: Request, actor: Actor = Depends(allow("warden"))) -> dict[str, str]:
    """Under which a phone keeps what it has not sent yet: the same at every sign-in of the account, and nobody else's."""
    return {"key": office_of(request).vault.phone_key(actor.account).hex()}
