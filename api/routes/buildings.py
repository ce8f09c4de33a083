"""A building after its import: dwellings counted, address put right, demolished."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from api.calls import Command, command, version_seen
from api.commands import buildings
from api.models import Day, Reasoned, Short
from domain.building import Address
from domain.ids import BuildingId

router = APIRouter(prefix="/api/buildings/{building}", tags=["楼栋 · buildings"])
Desk = Depends(command("desk"))
Seen = Depends(version_seen)
BuildingPath = Annotated[str, Path(pattern="^bld-[0-9a-z]{4,40}$")]


class Counted(Reasoned):
    dwellings: Annotated[int, Field(ge=0, le=20_000)]


class Addressed(Reasoned):
    address: Short
    estate: Short = ""
    number: Short = ""
    name: Short = ""


class Demolished(Reasoned):
    on: Day


@router.post("/count")
def count(building: BuildingPath, body: Counted, call: Command = Desk, seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: buildings.count(ctx, BuildingId(building), body.dwellings, seen=seen), **body.given())


@router.post("/address")
def address(building: BuildingPath, body: Addressed, call: Command = Desk, seen: int = Seen) -> dict[str, Any]:
    to = Address(body.name, body.address, body.estate, body.number)
    return call.run(lambda ctx: buildings.address(ctx, BuildingId(building), to, seen=seen), **body.given())


@router.post("/demolition")
def demolish(building: BuildingPath, body: Demolished, call: Command = Desk, seen: int = Seen) -> dict[str, Any]:
    """Refused while households are registered behind its doors."""
    return call.run(lambda ctx: buildings.demolish(ctx, BuildingId(building), body.on, seen=seen), **body.given())
