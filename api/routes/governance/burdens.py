"""Burdens of a community and the index of them over time."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from api import models
from api.calls import Command, allow, as_of, command
from api.commands.governance import burdens as commands
from api.context import Actor
from api.routes.governance.reading import archived, path, register
from api.scope import READERS
from domain.governance.burden import Kind
from domain.ids import AdmissionId, BurdenId
from projections import burdens, lineage

router = APIRouter(prefix="/api", tags=["减负 · burdens"])
Burden = path("brd")


class BurdenGiven(models.Reasoned):
    kind: Literal["task", "contest", "institution", "ledger", "plate", "terminal"]
    title: models.Short
    department: models.Short
    is_inherited: bool = False
    list_key: models.Short = ""
    admission: Annotated[str, Field(pattern="^adm-[0-9a-z]{4,40}$")] | None = None


@router.get("/communities/{code}/burdens")
def listing(
    code: str,
    request: Request,
    as_of_: str | None = Query(None, alias="as_of", max_length=40, description="日期或时刻 / a day or an instant"),
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """Every burden with when it came and went; index: how many of each kind stood then, and were cancelled by then."""
    with register(request, actor, code, burdens.NAME) as (connection, community, _):
        kept, at = archived(request, connection, community), as_of(as_of_)
        borne = lineage.holding(connection, community, at)
        return {"burdens": kept.told(burdens.burdens(connection, kept.communities)), "index": burdens.index(connection, borne, at)}


@router.post("/communities/{code}/burdens", status_code=201)
def register_(code: str, body: BurdenGiven, call: Command = Depends(command("desk", "planner"))) -> dict[str, Any]:
    claimed = AdmissionId(body.admission) if body.admission else None
    given = {"inherited": body.is_inherited, "key": body.list_key, "claimed": claimed}
    return call.run(lambda ctx: commands.register(ctx, code, Kind(body.kind), body.title, body.department, **given), **body.given())


@router.post("/burdens/{burden}/cancellation")
def cancel(burden: Burden, body: models.Reasoned, call: Command = Depends(command("planner", "approver"))) -> dict[str, Any]:
    """四取消, with the document."""
    return call.run(lambda ctx: commands.cancel(ctx, BurdenId(burden)), **body.given())
