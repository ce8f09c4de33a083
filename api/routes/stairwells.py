"""A block registered by its stairwells (单元), and as one again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field

from api import models
from api.calls import Command, command
from api.commands import stairwells
from api.commands.stairwells import Block
from domain.ids import BuildingId, HouseholdId, OrganisationId

router = APIRouter(prefix="/api/communities/{code}/stairwells", tags=["楼栋 · buildings"])
Planner = Depends(command("planner"))
Number = Annotated[int, Field(ge=1, le=40)]


class BlockGiven(models.Given):
    """stairwells: as registered where left out. homes: of households whose door does not tell it, the stairwell, counted from the west or
    from the north; others: of all of which nothing is told. organisations: the stairwell each sits in, the first where none is told."""

    building: models.Building
    stairwells: Annotated[int, Field(ge=2, le=40)] | None = None
    homes: Annotated[dict[models.Household, Number], Field(max_length=5_000)] = Field(default_factory=dict)
    others: Number | None = None
    organisations: Annotated[dict[models.Organisation, Number], Field(max_length=1_000)] = Field(default_factory=dict)


class BlocksGiven(models.Given):
    blocks: Annotated[tuple[BlockGiven, ...], Field(min_length=1, max_length=500)]
    reason: models.Short = ""
    document: models.Short = ""


class WholeGiven(models.Given):
    """buildings: each a block, or one of its stairwells."""

    buildings: Annotated[tuple[models.Building, ...], Field(min_length=1, max_length=500)]
    reason: models.Short = ""
    document: models.Short = ""


@router.post("", status_code=201)
def divide(code: str, body: BlocksGiven, call: Command = Planner) -> dict[str, Any]:
    """Each stairwell becomes a building with its own ground: later plans may part them. Plans in force and on their way stay as drawn."""
    blocks = [
        Block(
            BuildingId(one.building),
            one.stairwells,
            {HouseholdId(home): number for home, number in one.homes.items()},
            one.others,
            {OrganisationId(tenant): number for tenant, number in one.organisations.items()},
        )
        for one in body.blocks
    ]
    return call.run(lambda ctx: stairwells.divide(ctx, code, blocks), reason=body.reason, document=body.document)


@router.post("/removal")
def make_whole(code: str, body: WholeGiven, call: Command = Planner) -> dict[str, Any]:
    """Refused where a plan ever in force, or on its way, holds them in several grids."""
    named = [BuildingId(one) for one in body.buildings]
    return call.run(lambda ctx: stairwells.make_whole(ctx, code, named), reason=body.reason, document=body.document)
