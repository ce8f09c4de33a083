"""The auditor's questions, and the little of them that everybody may ask."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from api import answers, models
from api.answers import Question
from api.calls import Command, allow, as_of, caught_up, command, office_of
from api.commands import ticket_intake
from api.commands.roster import hold_roster
from api.commands.ticket_intake import Asked
from api.context import PUBLIC, Actor, Ctx
from api.moments import moment
from api.paging import page_of
from api.problems import NotYours
from api.scope import READERS, Scope, looking, scope_of
from api.scoped import reading
from domain import ticket
from domain.ids import BuildingId, CommunityId, WardenId, kind_of
from projections import grids, lineage, public_map, responsibility, ticket_board
from projections.statements import Row

router = APIRouter(prefix="/api", tags=["稽核 · audit"])
EVERYBODY = ("public", *READERS)
AsOf = Query(None, alias="as_of", max_length=40, description="日期或时刻 / a day or an instant")
Purpose = Query(None, min_length=1, max_length=200, description="查看理由的用途，记入日志 / why reasons are opened: written down")
Address = Query(None, max_length=200, description="门牌 / address")
Named = Annotated[list[models.Building] | None, Query(max_length=200)]
Lon = Query(None, ge=-180, le=180)
Lat = Query(None, ge=-90, le=90)


@router.get("/whois")
def whois(
    request: Request,
    address: str | None = Address,
    lon: float | None = Lon,
    lat: float | None = Lat,
    building: str | None = Query(None, max_length=60),
    at: str | None = Query(None, max_length=40),
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """Who answered for a door at a time: grid, holders A and B, who was on duty, plan, document, who decided."""
    ctx = caught_up(request).ctx(actor)
    told = answers.whois(ctx, Question(building, address, lon, lat), moment(at) if at else None)
    scope_of(ctx, told["community"]).require_grid(told["grid"])
    return told


@router.get("/history/{subject}")
def history(
    subject: str,
    request: Request,
    as_of_: str | None = AsOf,
    purpose: str | None = Purpose,
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """The story of a household, grid, ticket, warden or building. A warden sees the own grids' stories only; reasons that were given, of a
    leave or a stand-in too, are opened for a stated purpose.
    """
    ctx = caught_up(request).ctx(actor)
    return answers.history(ctx, subject, as_of(as_of_), lambda named: looking(ctx, _scope(ctx, named)), purpose=purpose)


@router.get("/public/whois")
def public_whois(
    request: Request,
    address: str | None = Address,
    lon: float | None = Lon,
    lat: float | None = Lat,
    actor: Actor = Depends(allow(*EVERYBODY)),
) -> dict[str, Any]:
    """For residents: my grid, who answers for it, who is on duty now, the office phone. Nothing else."""
    ctx = caught_up(request).ctx(PUBLIC)
    told = answers.whois(ctx, Question(None, address, lon, lat), None)
    people = {place: told[place] and {part: told[place].get(part) for part in ("name", "phone")} for place in ("a", "b", "on_duty")}
    return {name: told[name] for name in ("address", "grid", "code", "name", "title", "on_duty_as")} | people


@router.get("/public/communities/{code}/grids")
def public_grids(code: str, request: Request, actor: Actor = Depends(allow(*EVERYBODY))) -> dict[str, Any]:
    """GeoJSON of the grids in force now: code and name only."""
    with reading(request, PUBLIC, code, "grids") as (connection, community):
        drawn = public_map.grids(connection, community, office_of(request).clock())
    named = [(one["grid"], json.loads(one["outline"]), {name: one[name] for name in ("grid", "code", "name")}) for one in drawn]
    features = [{"type": "Feature", "id": grid, "geometry": shape, "properties": told} for grid, shape, told in named]
    return {"type": "FeatureCollection", "features": features}


@router.post("/public/communities/{code}/tickets", status_code=201)
def public_report(code: str, body: models.PublicTicket, call: Command = Depends(command("public", "desk"))) -> dict[str, Any]:
    """A resident's matter; the answer carries the number to follow it by."""
    place = None if body.lon is None or body.lat is None else (body.lon, body.lat)
    building = BuildingId(body.building) if body.building else None
    asked = Asked(
        body.category, body.text, channel="public", building=building, place=place, reporter_name=body.name, reporter_phone=body.phone
    )
    answer = call.run(lambda ctx: ticket_intake.report(ctx, code, asked))
    return {"number": answer["number"], "due_at": answer["due_at"]}


@router.get("/public/tickets/{number}")
def public_follow(number: str, request: Request, actor: Actor = Depends(allow(*EVERYBODY))) -> dict[str, Any]:
    """Status and deadline of a ticket by its number; no text, no names."""
    ctx = caught_up(request).ctx(actor)
    with ctx.office.publicly() as connection:
        row = ticket_board.followed(connection, number, ctx.now)
    if row is None:
        raise ticket.TicketUnknown()
    return row


@router.get("/communities/{code}/buildings")
def buildings(
    code: str,
    request: Request,
    grid: str | None = None,
    building: Named = None,
    outline: bool = False,
    after: str | None = None,
    limit: int = Query(200, ge=1, le=10_000),
    as_of_: str | None = AsOf,
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """Buildings standing then, by id, each with its grid then; `next` is the `after` of the next page. building: of these alone."""
    with reading(request, actor, code, "grids") as (connection, community):
        scope = scope_of(office_of(request).ctx(actor), community)
        at = as_of(as_of_)

        kept = lineage.holding(connection, community, at)

        def standing(grid: str | None, after: str | None, limit: int) -> list[Row]:
            return grids.buildings(connection, kept, grid=grid, as_of=at, named=building, outline=outline, after=after, limit=limit)

        rows, following = page_of(standing, "building", scope.narrowed(grid), after, limit)
    return {"buildings": rows, "next": following}


def _scope(ctx: Ctx, subject: str) -> Scope:
    """Where the subject stands now decides who may read its story; a warden's service record is the warden's own."""
    if kind_of(subject) == "wdn":
        return _colleague(ctx, WardenId(subject))
    community, grid = answers.place_now(ctx, subject)
    scope = scope_of(ctx, community)
    scope.require_grid(grid)
    return scope


def _colleague(ctx: Ctx, warden: WardenId) -> Scope:
    """The roster's community, for a warden without a grid of it.

    Raises NotYours unless the warden is on the roster of one of the actor's communities, or is the actor.
    """
    actor = ctx.actor
    if actor.role == "warden" and warden != actor.warden:
        raise NotYours()
    rosters = (hold_roster(ctx, CommunityId(each)).state for each in actor.communities)
    if actor.communities and not any(roster and warden in roster.wardens for roster in rosters):
        raise NotYours()
    with ctx.office.reading() as connection:
        employer = responsibility.employer(connection, warden)
    return Scope(actor, frozenset() if actor.role == "warden" else None, employer and CommunityId(employer))
