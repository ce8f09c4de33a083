"""Funds and full-time workers by the live population."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Query, Request

from api import models
from api.calls import Command, allow, command
from api.commands.governance import funding as commands
from api.context import Actor
from api.routes.governance.reading import register
from api.scope import READERS
from domain.ids import subdistrict_code
from projections import funding

router = APIRouter(prefix="/api", tags=["经费与人员 · funding"])


class CountedOn(models.Reasoned):
    on: models.Day


@router.get("/communities/{code}/funding")
def sheet(
    code: str,
    request: Request,
    as_of: models.Day | None = Query(None, description="截至哪一天 / up to which day"),
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """The sheet of the community's subdistrict: each line with its working, and whether floors and total contradict each other."""
    with register(request, actor, code, funding.NAME) as (connection, community, today):
        subdistrict = subdistrict_code(community)
        return {"sheet": funding.sheet(connection, subdistrict, as_of or today), "computed": funding.sheets(connection, subdistrict)}


@router.post("/communities/{code}/funding", status_code=201)
def compute(code: str, body: CountedOn, call: Command = Depends(command("planner", "approver"))) -> dict[str, Any]:
    """Counts who lives in the subdistrict on that day and computes the sheet from it; nothing is typed."""
    return call.run(lambda ctx: commands.compute(ctx, code, body.on), **body.given())
