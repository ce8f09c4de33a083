"""Facilities and stations; who lives outside the 10/15-minute circle."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from api import models
from api.calls import Command, allow, caught_up, command, version_seen
from api.commands.structure import facilities as commands
from api.context import Actor
from api.routes.governance.reading import archived, path, register, versioned
from api.scope import READERS
from domain.ids import FacilityId
from projections import facilities

router = APIRouter(prefix="/api", tags=["设施 · facilities"])
Facility = path("fac")
Seen = Depends(version_seen)


class FacilityGiven(models.Reasoned):
    kind: models.Short
    name: models.Short
    lon: models.Lon
    lat: models.Lat
    area_m2: Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]
    floor: Annotated[int, Field(ge=-10, le=200)] = 1
    built_percent: Annotated[int, Field(ge=0, le=100)] | None = None


@router.get("/communities/{code}/facilities")
def listing(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    with register(request, actor, code, facilities.NAME) as (connection, community, _):
        kept = archived(request, connection, community)
        found = kept.told(facilities.facilities(connection, kept.communities))
    return {"facilities": versioned(request, found, "facility")}


@router.post("/communities/{code}/facilities", status_code=201)
def register_(code: str, body: FacilityGiven, call: Command = Depends(command("desk", "planner"))) -> dict[str, Any]:
    given = (body.kind, body.name, (body.lon, body.lat), body.area_m2, body.floor, body.built_percent)
    return call.run(lambda ctx: commands.register(ctx, code, *given), **body.given())


@router.post("/facilities/{facility}/closing")
def close(
    facility: Facility, body: models.Reasoned, call: Command = Depends(command("desk", "planner")), seen: int = Seen
) -> dict[str, Any]:
    return call.run(lambda ctx: commands.close(ctx, FacilityId(facility), seen=seen), **body.given())


@router.get("/communities/{code}/facilities/circle")
def circle(code: str, request: Request, actor: Actor = Depends(allow("planner", "approver", "desk", "auditor"))) -> dict[str, Any]:
    """Households outside: the straight line times a stated factor at a stated pace."""
    return commands.circle(caught_up(request).ctx(actor), code)
