"""Rotas: proposed by the generator, confirmed by a person, changed turn by turn; the calendar; and whether anybody is there now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Depends, Request

from api import models, paths, personal, rota_models
from api.archive import archive_of
from api.calls import Command, allow, caught_up, command, office_of
from api.china_days import calendar_of
from api.commands import rota as commands
from api.commands.evidence import hold_community, profile_of
from api.context import PUBLIC, Actor
from api.opening import opening
from api.scope import READERS
from api.scoped import reading
from domain.days import DayKind
from domain.ids import WardenId
from domain.rota import RotaUnknown
from projections import lineage, responsibility, rota

router = APIRouter(prefix="/api", tags=["值班 · rota"])
C = "/communities/{code}"
Desk = Depends(command("desk"))
EVERYBODY = ("public", *READERS)
LONGEST_DAYS = 400


@router.get(f"{C}/rota")
def turns(code: str, request: Request, since: models.Day, until: models.Day, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Turns of confirmed months, and how many each person has on these days (for fairness, in no order of merit)."""
    until = min(until, since + timedelta(days=LONGEST_DAYS))
    with reading(request, actor, code, "rota", "responsibility") as (connection, community):
        spans = lineage.spans(connection, community)
        found = archive_of(connection, community, until).told(rota.shifts(connection, spans, since, until))
        counted = rota.turns(connection, spans, since, until)
        people = responsibility.wardens(connection, {one["warden"] for one in found})
    names = personal.names_of(office_of(request).ctx(actor), people.values())
    return {"shifts": found, "turns": counted, "wardens": list(names.values())}


@router.get(f"{C}/rota/{{month}}")
def month(code: str, month: paths.Month, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """A month as it stands, proposed or confirmed, with the gaps nobody fills yet."""
    with reading(request, actor, code, "rota") as (connection, community):
        found = rota.month(connection, community, month)
    if found is None:
        raise RotaUnknown(month=month)
    return found


@router.post(f"{C}/rota", status_code=201)
def propose(code: str, body: rota_models.MonthGiven, call: Command = Desk) -> dict[str, Any]:
    """Draws the month; as often as wanted until it is confirmed."""
    return call.run(lambda ctx: commands.propose(ctx, code, body.month), **body.given())


@router.post(f"{C}/rota/{{month}}/confirmation")
def confirm(code: str, month: paths.Month, body: models.Reasoned, call: Command = Depends(command("desk", "approver"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.confirm(ctx, code, month), **body.given())


@router.post(f"{C}/rota/{{month}}/swaps")
def swap(code: str, month: paths.Month, body: rota_models.SwapGiven, call: Command = Desk) -> dict[str, Any]:
    return call.run(lambda ctx: commands.swap(ctx, code, month, body.shift, body.other), **body.given())


@router.post(f"{C}/rota/{{month}}/shifts/{{shift}}")
def give(code: str, month: paths.Month, shift: paths.ShiftPath, body: rota_models.TurnGiven, call: Command = Desk) -> dict[str, Any]:
    """The turn to another person; of a gap, to somebody at all."""
    return call.run(lambda ctx: commands.give(ctx, code, month, shift, WardenId(body.warden)), **body.given())


@router.get("/calendar")
def calendar(request: Request, since: models.Day, until: models.Day, actor: Actor = Depends(allow(*EVERYBODY))) -> dict[str, Any]:
    """Each day: working, rest, holiday; and the days that were set by document."""
    ctx = caught_up(request, "rota").ctx(actor)
    days = calendar_of(ctx)
    span = range(min((until - since).days, LONGEST_DAYS) + 1)
    with ctx.office.publicly() as connection:
        changed = rota.days(connection, since, until)
    kinds = [{"on": since + timedelta(days=n), "kind": days.kind_of(since + timedelta(days=n)).value} for n in span]
    return {"calendar": days.version, "days": kinds, "set": [{k: one[k] for k in ("on_day", "kind", "document")} for one in changed]}


@router.post("/calendar", status_code=201)
def set_day(body: rota_models.DayGiven, call: Command = Depends(command("admin"))) -> dict[str, Any]:
    """A day other than printed, by document number; kind null takes it back."""
    return call.run(lambda ctx: commands.set_day(ctx, body.on, body.kind and DayKind(body.kind)), **body.given())


@router.get("/public/communities/{code}/opening")
def public_opening(code: str, request: Request, actor: Actor = Depends(allow(*EVERYBODY))) -> dict[str, Any]:
    """For residents: is anybody there now, today's hours, who answers the telephone."""
    ctx = office_of(request).ctx(actor)
    owner = hold_community(ctx, code).state
    assert owner is not None
    with reading(request, PUBLIC, code, "rota", "responsibility") as (connection, community):
        return opening(ctx, connection, community, profile_of(owner))
