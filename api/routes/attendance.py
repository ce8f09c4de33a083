"""Attendance, where a regulation asks for it: one warden at a time, never a comparison."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request

from api import field_models as given
from api import models, paths
from api.calls import Command, allow, command, office_of
from api.commands import presence
from api.context import Actor
from api.problems import NotYours
from api.scope import require_community, scope_of
from domain.attendance import Ruling
from domain.ids import WardenId, community_id

router = APIRouter(prefix="/api/communities/{code}/attendance", tags=["值守 · duty"])


@router.post("", status_code=201)
def check_in(code: str, body: models.Reasoned, call: Command = Depends(command("warden"))) -> dict[str, Any]:
    """The caller, now."""
    if call.actor.warden is None:
        raise NotYours()
    warden = WardenId(call.actor.warden)
    return call.run(lambda ctx: presence.check_in(ctx, code, warden), reason=body.reason)


@router.get("/{warden}")
def of_warden(code: str, warden: paths.WardenPath, request: Request, actor: Actor = Depends(allow("desk", "warden"))) -> dict[str, Any]:
    """A warden sees the own days."""
    ctx = office_of(request).ctx(actor)
    scope_of(ctx, community_id(code))
    if actor.role == "warden" and actor.warden != warden:
        raise NotYours()
    return presence.of_warden(ctx, WardenId(warden))


@router.post("/{warden}/rulings", status_code=201)
def rule(code: str, warden: paths.WardenPath, body: given.RulingGiven, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    """A person's word on a day gone by."""
    require_community(call.office.ctx(call.actor), community_id(code))
    told = (WardenId(warden), body.on, Ruling(body.ruling))
    return call.run(lambda ctx: presence.rule(ctx, code, *told), reason=body.reason, document=body.document)
