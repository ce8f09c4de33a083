"""What the clock reminded of on a day."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request

from api import models
from api.calls import allow, office_of
from api.context import Actor
from api.reminding import shown
from api.scope import READERS
from api.scoped import reading
from projections import reminders

router = APIRouter(prefix="/api/communities/{code}/reminders", tags=["值守 · duty"])


@router.get("")
def of_a_day(code: str, request: Request, on: models.Day | None = None, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Today's when no day is asked for; a warden sees the own ones."""
    with reading(request, actor, code, reminders.NAME) as (connection, community):
        day = on or office_of(request).ctx(actor).today
        return {"on": day, "reminders": shown(reminders.of_day(connection, community, day, actor.warden))}
