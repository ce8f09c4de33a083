"""Duty: wardens, posts, A/B cover, leave, stand-in, hand-over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Depends, Query, Request

from api import models, paths, personal
from api.calls import Command, allow, as_of, caught_up, command, office_of
from api.commands import roster
from api.context import Actor, start_of_day
from api.scope import READERS
from api.scoped import reading
from domain.ids import GridId, LeaveId, PostId, WardenId
from projections import lineage, responsibility

router = APIRouter(prefix="/api/communities/{code}", tags=["值守 · duty"])
Desk = Depends(command("desk"))
OVERSEERS = ("desk", "approver", "auditor")
"""Of whom a leave is, is between a person and these."""


@router.get("/roster")
def roster_at(
    code: str, request: Request, at: str | None = Query(None, max_length=40), actor: Actor = Depends(allow(*READERS))
) -> dict[str, Any]:
    """Every grid in force then, its post, holders A and B, who was on duty and as what."""
    with reading(request, actor, code, "responsibility") as (connection, community):
        found = responsibility.roster(connection, lineage.holding(connection, community, as_of(at)), as_of(at))
    return {"grids": personal.answered(office_of(request).ctx(actor), found)}


@router.post("/wardens", status_code=201)
def enroll(code: str, body: models.WardenGiven, call: Command = Desk) -> dict[str, Any]:
    return call.run(lambda ctx: roster.enroll(ctx, code, body.account, body.name, body.phone, employment=body.employment), **body.given())


@router.post("/wardens/{warden}/release")
def release(code: str, warden: paths.WardenPath, body: models.Reasoned, call: Command = Desk) -> dict[str, Any]:
    return call.run(lambda ctx: roster.release(ctx, code, WardenId(warden)), **body.given())


@router.post("/posts", status_code=201)
def define_post(code: str, body: models.PostGiven, call: Command = Desk) -> dict[str, Any]:
    return call.run(lambda ctx: roster.define_post(ctx, code, GridId(body.grid), body.title), **body.given())


@router.post("/posts/{post}/closing")
def close_post(code: str, post: paths.PostPath, body: models.Reasoned, call: Command = Desk) -> dict[str, Any]:
    return call.run(lambda ctx: roster.close_post(ctx, code, PostId(post)), **body.given())


@router.post("/posts/{post}/primary")
def appoint(code: str, post: paths.PostPath, body: models.Appointment, call: Command = Desk) -> dict[str, Any]:
    standby = WardenId(body.standby) if body.standby else None
    return call.run(lambda ctx: roster.appoint(ctx, code, PostId(post), WardenId(body.warden), standby=standby), **body.given())


@router.get("/posts/{post}/neighbours")
def neighbours(code: str, post: paths.PostPath, request: Request, actor: Actor = Depends(allow("desk", "planner"))) -> dict[str, Any]:
    """Who could be B from next door: holders A of the grids that touch the post's."""
    return {"neighbours": roster.suggest_standby(caught_up(request).ctx(actor), code, PostId(post))}


@router.post("/posts/{post}/standby")
def designate(code: str, post: paths.PostPath, body: models.Appointment, call: Command = Desk) -> dict[str, Any]:
    return call.run(lambda ctx: roster.designate(ctx, code, PostId(post), WardenId(body.warden)), **body.given())


@router.get("/leaves")
def leaves(code: str, request: Request, since: models.Day, until: models.Day, actor: Actor = Depends(allow(*OVERSEERS))) -> dict[str, Any]:
    """Who serves on these days (both included), and who of them is on leave when: what a rota is drawn from."""
    first, after = start_of_day(since), start_of_day(until + timedelta(days=1))
    with reading(request, actor, code, "responsibility") as (connection, community):
        people = responsibility.serving(connection, lineage.holding(connection, community), first, after)
        found = responsibility.absent(connection, people, first, after)
    names = personal.names_of(office_of(request).ctx(actor), people.values())
    return {"leaves": found, "wardens": [{"account": people[one].account} | told for one, told in names.items()]}


@router.post("/leaves", status_code=201)
def grant_leave(code: str, body: models.LeaveGiven, call: Command = Desk) -> dict[str, Any]:
    return call.run(lambda ctx: roster.grant_leave(ctx, code, WardenId(body.warden), body.starts_at, body.ends_at), **body.given())


@router.post("/leaves/{leave}/end")
def end_leave(code: str, leave: paths.LeavePath, body: models.LeaveEnd, call: Command = Desk) -> dict[str, Any]:
    return call.run(lambda ctx: roster.end_leave(ctx, code, LeaveId(leave), body.ends_at), **body.given())


@router.post("/posts/{post}/stand-ins", status_code=201)
def stand_in(code: str, post: paths.PostPath, body: models.LeaveGiven, call: Command = Desk) -> dict[str, Any]:
    given = (WardenId(body.warden), body.starts_at, body.ends_at)
    return call.run(lambda ctx: roster.stand_in(ctx, code, PostId(post), *given), **body.given())


@router.post("/posts/{post}/hand-overs", status_code=201)
def hand_over(code: str, post: paths.PostPath, body: models.HandOver, call: Command = Desk) -> dict[str, Any]:
    given = (WardenId(body.from_warden), WardenId(body.to_warden))
    b = WardenId(body.standby) if body.standby else None
    return call.run(lambda ctx: roster.hand_over(ctx, code, PostId(post), *given, note=body.note, standby=b), **body.given())
