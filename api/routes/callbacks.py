"""Call-backs: drawn by chance that nobody steers, replayed by anybody."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request

from api import models, paths
from api.calls import Command, allow, command, office_of
from api.commands import callbacks
from api.context import Actor
from api.scope import scope_of
from domain.ids import TicketId, community_id

router = APIRouter(prefix="/api/communities/{code}/callbacks", tags=["回访 · call-backs"])
Desk = Depends(command("desk", "auditor"))


@router.get("")
def standing(code: str, request: Request, actor: Actor = Depends(allow("desk", "auditor", "approver"))) -> dict[str, Any]:
    """回访抽样与结果 / every draw, drawn again and compared; tickets that wait for a call; the mean satisfaction."""
    ctx = office_of(request).ctx(actor)
    scope_of(ctx, community_id(code))
    return callbacks.standing(ctx, code)


@router.post("", status_code=201)
def draw(code: str, body: models.Reasoned, call: Command = Desk) -> dict[str, Any]:
    """抽取回访工单 / the first call commits a seed, each later one draws and commits the next."""
    return call.run(lambda ctx: callbacks.draw(ctx, code), **body.given())


@router.post("/{stream}")
def record(code: str, stream: paths.TicketPath, body: models.Feedback, call: Command = Desk) -> dict[str, Any]:
    """回访结果 / what was said; without a satisfaction nobody was reached."""
    return call.run(lambda ctx: callbacks.record(ctx, code, TicketId(stream), body.text, body.satisfaction), **body.given())
