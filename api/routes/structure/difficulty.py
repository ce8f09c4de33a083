"""How hard the work in buildings is, and the load of the grids by it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from api import models
from api.calls import Command, allow, caught_up, command
from api.commands.structure import difficulty as commands
from api.context import Actor
from domain.difficulty import Weight
from domain.ids import BuildingId

router = APIRouter(prefix="/api/communities/{code}/difficulty", tags=["难度系数 · difficulty"])


class WeightGiven(models.Given):
    building: models.Building
    percent: Annotated[int, Field(ge=1, le=10_000)]


class DifficultyGiven(models.Reasoned):
    """weights: those that change; none: the year's readjustment leaves all as they are."""

    weights: Annotated[tuple[WeightGiven, ...], Field(max_length=20_000)] = ()


@router.get("")
def report(code: str, request: Request, actor: Actor = Depends(allow("planner", "approver", "desk", "auditor"))) -> dict[str, Any]:
    return commands.report(caught_up(request).ctx(actor), code)


@router.post("", status_code=201)
def decide(code: str, body: DifficultyGiven, call: Command = Depends(command("approver"))) -> dict[str, Any]:
    weights = [Weight(BuildingId(one.building), one.percent) for one in body.weights]
    return call.run(lambda ctx: commands.decide(ctx, code, weights), **body.given())
