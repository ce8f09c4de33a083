"""Visit rounds with their coverage, patrols by grid and day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Depends, Query, Request

from api import field_models as models
from api.archive import archive_of
from api.calls import Command, allow, command, office_of
from api.commands import rounds
from api.commands.evidence import hold_community, profile_of
from api.context import Actor
from api.models import Day, Reasoned
from api.problems import NotYours
from api.scope import READERS, scope_of
from api.scoped import reading
from domain.ids import GridId, RoundId, TicketId, WardenId
from domain.visit_round import RoundUnknown
from projections import lineage, visit_log

router = APIRouter(prefix="/api/communities/{code}", tags=["走访 · visits"])
Reader = Depends(allow(*READERS))
CADENCE = "visit_round"


@router.get("/visit-rounds")
def listing(code: str, request: Request, year: int | None = Query(None, ge=1949, le=2100), actor: Actor = Reader) -> dict[str, Any]:
    """Of a year (by default this one), with how many the profile asks for; asked None: its regulation asks for none."""
    with reading(request, actor, code, "visit_log") as (connection, community):
        ctx = office_of(request).ctx(actor)
        wanted = year or ctx.today.year
        kept = archive_of(connection, community, ctx.now)
        found = visit_log.rounds(connection, kept.communities, wanted)
    state = hold_community(ctx, code).state
    asked = profile_of(state).cadences.get(CADENCE) if state else None
    told = {"year": wanted, "rounds": kept.told(found), "asked": asked and asked.times, "clause": asked and asked.source.clause}
    return told | {"complies": None if asked is None else rounds.fewest(kept, found) >= asked.times}


@router.get("/visit-rounds/{round_id}")
def one(code: str, round_id: models.RoundPath, request: Request, actor: Actor = Reader) -> dict[str, Any]:
    """Coverage by grid as it stands. A warden sees the own grids."""
    with reading(request, actor, code, "visit_log") as (connection, community):
        ctx = office_of(request).ctx(actor)
        kept = archive_of(connection, community, ctx.now)
        found = next((each for each in kept.told(visit_log.rounds(connection, kept.communities)) if each["round"] == round_id), None)
        if found is None:
            raise RoundUnknown()
        grids = scope_of(ctx, community).narrowed(None)
        covered = [each for each in visit_log.coverage(connection, round_id, ctx.now) if grids is None or each["grid"] in grids]
    return found | {"coverage": covered}


@router.post("/visit-rounds", status_code=201)
def open_round(code: str, body: models.RoundGiven, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    return call.run(lambda ctx: rounds.open_round(ctx, code, body.title, body.starts_on, body.ends_on), **body.given())


@router.post("/visit-rounds/{round_id}/closing")
def close_round(code: str, round_id: models.RoundPath, body: Reasoned, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    return call.run(lambda ctx: rounds.close_round(ctx, code, RoundId(round_id)), **body.given())


@router.get("/patrols")
def patrols(
    code: str,
    request: Request,
    since: Day | None = None,
    until: Day | None = None,
    grid: str | None = Query(None, max_length=60),
    actor: Actor = Reader,
) -> dict[str, Any]:
    """By day and grid, the last thirty days when nothing else is asked for."""
    with reading(request, actor, code, "visit_log") as (connection, community):
        ctx = office_of(request).ctx(actor)
        last = until or ctx.today
        first = since or last - timedelta(days=30)
        kept = lineage.holding(connection, community, ctx.now)
        found = visit_log.patrols(connection, kept, first, last, scope_of(ctx, community).narrowed(grid))
    return {"since": first, "until": last, "patrols": found}


@router.post("/patrols", status_code=201)
def patrol(code: str, body: models.PatrolGiven, call: Command = Depends(command("warden", "desk"))) -> dict[str, Any]:
    """A warden tells of the own patrols; the desk enters one for a warden it names."""
    warden = body.warden if call.actor.role == "desk" else call.actor.warden
    if warden is None:
        raise NotYours()
    tickets = tuple(TicketId(each) for each in body.tickets)
    given = (GridId(body.grid), WardenId(warden), body.walked_at, body.text, tickets)
    return call.run(lambda ctx: rounds.record_patrol(ctx, code, *given), **body.given())
