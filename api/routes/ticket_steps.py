"""What else may happen on a ticket. The routes of single steps are made from one table: api.commands.ticket_steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Depends, Query, Request

from api import models, paths, step_models, uncounted
from api.calls import Command, allow, as_of, caught_up, command, office_of, version_seen
from api.commands import clocks, ticket_parts, ticket_steps
from api.commands.held_copies import held_for
from api.commands.ticket_parts import Part
from api.commands.ticket_steps import STAFF, STEPS, Step
from api.context import Actor
from api.routes.tickets import require_mine, scope_of_ticket
from api.scope import READERS, looking, scope_of
from api.scoped import counting, reading
from domain.ids import TicketId
from domain.ticket import Level, clock_face
from domain.ticket.links import Bond
from projections import lineage, ticket_affairs, ticket_board

router = APIRouter(prefix="/api", tags=["工单 · tickets"])
Seen = Depends(version_seen)
Worker = Depends(command(*STAFF))
Desk = Depends(command("desk"))
AsOf = Query(None, alias="as_of", max_length=40, description="日期或时刻 / a day or an instant")


def _taken(step: Step) -> Callable[..., Any]:
    def take(stream: paths.TicketPath, body: Any, call: Command = Depends(command(*step.who)), seen: int = Seen) -> dict[str, Any]:
        given = {"seen": seen}
        return call.run(lambda ctx: ticket_steps.take(require_mine(ctx, stream), step, TicketId(stream), body, **given), **body.given())

    take.__annotations__ |= {"stream": paths.TicketPath, "body": step.shape, "call": Command, "seen": int, "return": dict[str, Any]}
    take.__doc__ = f"{step.zh} / {step.en}"
    return take


for each in STEPS.values():
    router.add_api_route(f"/tickets/{{stream}}/{each.path}", _taken(each), methods=["POST"], name=each.path, summary=each.zh)


@router.post("/tickets/{stream}/links")
def link(stream: paths.TicketPath, body: step_models.LinkGiven, call: Command = Worker, seen: int = Seen) -> dict[str, Any]:
    """关联、重复 / a duplicate or a related ticket, recorded on both."""
    other, bond = TicketId(body.other), Bond(body.bond)
    return call.run(
        lambda ctx: ticket_parts.link(require_mine(require_mine(ctx, stream), other), TicketId(stream), other, bond, seen=seen),
        **body.given(),
    )


@router.post("/tickets/{stream}/parts", status_code=201)
def open_part(stream: paths.TicketPath, body: step_models.PartGiven, call: Command = Desk, seen: int = Seen) -> dict[str, Any]:
    """子工单 / a part of the matter for another body, with a number of its own."""
    part = Part(body.responsible, Level(body.level), body.text, body.category)
    return call.run(lambda ctx: ticket_parts.open_part(require_mine(ctx, stream), TicketId(stream), part, seen=seen), **body.given())


@router.post("/tickets/{stream}/joint-action", status_code=201)
def act_jointly(stream: paths.TicketPath, body: step_models.JointActionGiven, call: Command = Desk, seen: int = Seen) -> dict[str, Any]:
    """联合行动 / several bodies act together, each on its own part."""
    given = (body.lead, body.bodies, body.text)
    return call.run(lambda ctx: ticket_parts.act_jointly(require_mine(ctx, stream), TicketId(stream), *given, seen=seen), **body.given())


@router.post("/tickets/{stream}/joint-action/closing")
def end_joint_action(stream: paths.TicketPath, body: models.Reasoned, call: Command = Desk, seen: int = Seen) -> dict[str, Any]:
    """联合行动结束 / the joint action is over; every part is closed."""
    return call.run(lambda ctx: ticket_parts.end_joint_action(require_mine(ctx, stream), TicketId(stream), seen=seen), **body.given())


@router.get("/tickets/{stream}/clock")
def clock(stream: paths.TicketPath, request: Request, as_of_: str | None = AsOf, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """时限 / time used and left, the days that did not count and by which calendar, every stop, extensions, escalations."""
    ctx = require_mine(office_of(request).ctx(actor), stream)
    face = clocks.face(ctx, TicketId(stream), as_of(as_of_) or ctx.now)
    return shown(face) | uncounted.told(ctx, TicketId(stream), face)


@router.get("/tickets/{stream}/held-copies")
def held(stream: paths.TicketPath, request: Request, actor: Actor = Depends(allow(*STAFF))) -> dict[str, Any]:
    """已有电子件 / papers of the household that are held already: look here before anything is asked for."""
    ctx = require_mine(office_of(request).ctx(actor), stream)
    return {"ticket": stream, "held": [asdict(one) for one in held_for(ctx, TicketId(stream))]}


@router.get("/tickets/{stream}/affairs")
def affairs_of(stream: paths.TicketPath, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """未了事项 / what was begun on the ticket, its parts."""
    ctx = office_of(request).ctx(actor)
    scope = scope_of_ticket(ctx, stream)
    caught_up(request, "ticket_affairs", "ticket_board", lineage.NAME)
    with looking(ctx, scope) as connection:
        found = ticket_affairs.affairs(connection, ticket=stream)
        return {"ticket": stream, "affairs": found, "parts": ticket_board.parts(connection, stream)}


@router.get("/communities/{code}/affairs")
def affairs(
    code: str,
    request: Request,
    kind: str | None = Query(None, max_length=40),
    every: bool = Query(False, description="含已了结 / settled ones too"),
    limit: int = Query(200, ge=1, le=1000),
    as_of_: str | None = AsOf,
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """未了事项清单 / what still runs, by kind: shelving is the list of open problems (问题库), appointment the agenda."""
    with reading(request, actor, code, "ticket_affairs") as (connection, community):
        grids = scope_of(office_of(request).ctx(actor), community).narrowed(None)
        given = {"kind": kind, "running": None if every else True, "grids": grids, "at": as_of(as_of_), "limit": limit}
        return {"affairs": ticket_affairs.affairs(connection, lineage.holding(connection, community, as_of(as_of_)), **given)}


@router.get("/communities/{code}/satisfaction")
def satisfaction(
    code: str, request: Request, days: int = Query(90, ge=1, le=3660), actor: Actor = Depends(allow(*READERS))
) -> dict[str, Any]:
    """满意度 / of the tickets closed in the last so many days, by category."""
    with counting(request, actor, code, "ticket_board") as (connection, community):
        until = office_of(request).clock()
        return {
            "satisfaction": ticket_board.satisfaction(
                connection, lineage.holding(connection, community, until), until - timedelta(days=days), until
            )
        }


def shown(face: clock_face.Face) -> dict[str, Any]:
    """Durations in hours; instants as they are."""
    plain = asdict(face) | {"used_hours": _hours(face.used), "left_hours": None if face.left is None else _hours(face.left)}
    return {name: value for name, value in plain.items() if name not in ("used", "left")}


def _hours(duration: timedelta) -> float:
    return round(duration / timedelta(hours=1), 2)
