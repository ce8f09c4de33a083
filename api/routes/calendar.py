"""The calendar by years: as printed, as documents changed it, and who entered which document when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request

from api import rota_models
from api.calls import Command, allow, caught_up, command
from api.china_days import calendar_of, is_announced, name_of, printed_kind
from api.commands import rota as commands
from api.context import Actor
from api.scope import READERS
from domain.days import DayKind
from domain.ids import CALENDAR
from domain.journal import Recorded

router = APIRouter(prefix="/api/calendar", tags=["值班 · rota"])
Year = Annotated[int, Path(ge=2000, le=2099)]


@router.get("/years/{year}")
def one_year(year: Year, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Every day: what it is, what the printed calendar says, what it is called. is_announced: the year's notice is in the printed one."""
    calendar = calendar_of(caught_up(request, "rota").ctx(actor))
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
    told = [
        {
            "on": on,
            "kind": calendar.kind_of(on).value,
            "printed": printed_kind(on).value,
            "is_set": on in calendar.changed,
            "name": name_of(on, "zh_CN"),
            "name_en": name_of(on, "en_US"),
        }
        for on in days
    ]
    return {"year": year, "calendar": calendar.version, "is_announced": is_announced(year), "days": told}


@router.post("/years/{year}", status_code=201)
def set_year(year: Year, body: rota_models.YearGiven, call: Command = Depends(command("admin"))) -> dict[str, Any]:
    """The whole table of a year by one document (国务院办公厅通知, or the office's own): replaces what was set for that year before."""
    days = {one.on: DayKind(one.kind) for one in body.days}
    return call.run(lambda ctx: commands.set_year(ctx, year, days), **body.given())


@router.get("/changes")
def changes(request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Every day that was set or set back, newest first: by which document, who entered it, when."""
    recorded = caught_up(request, "rota").journal.read(CALENDAR)
    return {"changes": [_change(one) for one in reversed(recorded)]}


def _change(one: Recorded) -> dict[str, Any]:
    told = {"on": one.body.on, "kind": one.body.kind and one.body.kind.value, "document": one.body.document}
    return told | {"by": one.meta.actor, "reason": one.meta.reason, "at": one.recorded_at, "position": one.position}
