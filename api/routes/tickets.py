"""Tickets: from report to close. What residents wrote is opened only for a stated purpose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from psycopg import Connection

from api import models, paths, personal
from api.books import cases
from api.calls import Command, allow, as_of, caught_up, command, office_of, version_seen
from api.commands import ticket_intake, tickets
from api.commands.evidence import EVERYTHING, hold_community, profile_of
from api.commands.ticket_intake import Asked, Settling
from api.context import Actor, Ctx, Done
from api.paging import page
from api.problems import InputInvalid
from api.scope import READERS, Scope, looking, scope_of
from api.scoped import reading
from domain import ticket
from domain.ids import BuildingId, CommunityId, HouseholdId, TicketId, WardenId, community_code, community_id
from domain.ticket import Handling, Kind, Level
from projections import lineage, ticket_board
from projections.statements import Row

router = APIRouter(prefix="/api", tags=["工单 · tickets"])
Seen = Depends(version_seen)
Worker = Depends(command("desk", "warden"))
OnItsWay = Depends(command("desk", "warden", "approver"))
"""The committee's head too: whoever the route of a class names."""
Purpose = Query(None, min_length=1, max_length=200, description="查看内容的用途，记入日志 / why the text is opened: written down")
AsOf = Query(None, alias="as_of", max_length=40, description="日期或时刻 / a day or an instant")


@router.get("/communities/{code}/tickets")
def board(
    code: str,
    request: Request,
    status: Literal["open", "reported", "accepted", "closed"] | None = None,
    grid: str | None = None,
    category: str | None = None,
    kind: str | None = None,
    responsible: str | None = None,
    overdue: bool | None = None,
    after: str | None = Query(None, max_length=200),
    limit: int = Query(100, ge=1, le=1000),
    as_of_: str | None = AsOf,
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """By deadline; `next` is the `after` of the next page. A warden sees the own grids' tickets. No text."""
    with reading(request, actor, code, "ticket_board") as (connection, community):
        scope = scope_of(office_of(request).ctx(actor), community)
        grids, at = scope.narrowed(grid), as_of(as_of_)
        wanted = {"status": status, "category": category, "kind": kind, "responsible": responsible, "overdue": overdue}

        kept = lineage.holding(connection, community, at)

        def reported(after: str | None, limit: int) -> list[Row]:
            return ticket_board.board(connection, kept, at=at, grids=grids, **wanted, after=after, limit=limit)

        rows, following = page(reported, "ticket", after, limit, _still_mine(connection, community, scope, at))
    return {"tickets": rows, "next": following}


@router.get("/tickets/{stream}")
def one(
    stream: paths.TicketName,
    request: Request,
    response: Response,
    purpose: str | None = Purpose,
    as_of_: str | None = AsOf,
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """A ticket as it stood then; with a purpose, what was written."""
    ctx = office_of(request).ctx(actor)
    row = _row(request, ctx, stream, as_of_)
    stream = row["ticket"]
    version = ctx.journal.versions([stream])[stream]
    response.headers["ETag"] = f'"{version}"'
    told = personal.without_boxes(row) | {"version": version, "clauses": accountable(ctx, row["community"])}
    return told if purpose is None else told | personal.texts(ctx, stream, row, purpose)


def accountable(ctx: Ctx, community: CommunityId) -> dict[str, dict[str, Any]]:
    """首问责任, 第一责任人: by which words the first responder and the first handler answer for the ticket."""
    owner = hold_community(ctx, community_code(community)).state
    assert owner is not None
    profile = profile_of(owner)
    rules = {name: profile.rule(f"ticket.{name}") for name in ("first_responder", "first_handler")}
    return {name: {"value": rule.value, "clause": rule.clause, "quote": rule.source.quote} for name, rule in rules.items()}


@router.get("/tickets/{stream}/history")
def history(
    stream: paths.TicketName,
    request: Request,
    as_of_: str | None = AsOf,
    purpose: str | None = Purpose,
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """Reasons that were given are opened for a stated purpose."""
    ctx = office_of(request).ctx(actor)
    with looking(ctx, _scope(request, ctx, stream)) as connection:
        lines = ticket_board.history(connection, stream, as_of(as_of_))
    return {"ticket": stream, "history": [personal.without_boxes(line) for line in personal.with_words(ctx, lines, purpose)]}


@router.post("/communities/{code}/tickets", status_code=201)
def report(code: str, body: models.TicketGiven, call: Command = Worker) -> dict[str, Any]:
    """Answers with the one number, the grid of that moment, who is responsible, the deadline, and how such matters were settled before."""

    def decide(ctx: Ctx) -> Done:
        scope_of(ctx, community_id(code))
        return ticket_intake.report(ctx, code, asked(body))

    told = call.run(decide, **body.given())
    return told | {"cases": cases.suggested(call.office.ctx(call.actor), code, body.text, body.category)}


@router.post("/communities/{code}/tickets/on-the-spot", status_code=201)
def settle_on_the_spot(code: str, body: models.SettledTicket, call: Command = Worker) -> dict[str, Any]:
    """现场处理，登记备案 / a general matter settled where it was found: from report to close in one registration."""

    def decide(ctx: Ctx) -> Done:
        scope_of(ctx, community_id(code))
        return ticket_intake.report(ctx, code, asked(body), settling=Settling(body.done, body.told or body.done, body.satisfaction))

    return call.run(decide, **body.given())


@router.post("/tickets/{stream}/classification")
def classify(stream: paths.TicketPath, body: models.Classification, call: Command = OnItsWay, seen: int = Seen) -> dict[str, Any]:
    """一般、区域、全局、重大突发；一般、协调、突发、审批 / another class than it was reported as."""
    given = (ticket.Scope(body.scope), Handling(body.handling))
    return call.run(lambda ctx: tickets.classify(require_mine(ctx, stream), TicketId(stream), *given, seen=seen), **body.given())


@router.post("/tickets/{stream}/acceptance")
def accept(stream: paths.TicketPath, body: models.Reasoned, call: Command = Worker, seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: tickets.accept(require_mine(ctx, stream), TicketId(stream), seen=seen), **body.given())


@router.post("/tickets/{stream}/dispatch")
def dispatch(stream: paths.TicketPath, body: models.Dispatch, call: Command = OnItsWay, seen: int = Seen) -> dict[str, Any]:
    warden = WardenId(body.warden) if body.warden else None
    given = (Level(body.level), body.responsible)
    return call.run(
        lambda ctx: tickets.dispatch(require_mine(ctx, stream), TicketId(stream), *given, warden=warden, seen=seen), **body.given()
    )


@router.post("/tickets/{stream}/handling")
def handle(stream: paths.TicketPath, body: models.Told, call: Command = Worker, seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: tickets.handle(require_mine(ctx, stream), TicketId(stream), body.text, seen=seen), **body.given())


@router.post("/tickets/{stream}/feedback")
def feed_back(stream: paths.TicketPath, body: models.Feedback, call: Command = OnItsWay, seen: int = Seen) -> dict[str, Any]:
    given = {"satisfaction": body.satisfaction, "seen": seen}
    return call.run(lambda ctx: tickets.feed_back(require_mine(ctx, stream), TicketId(stream), body.text, **given), **body.given())


@router.post("/tickets/{stream}/closing")
def close(stream: paths.TicketPath, body: models.Closing, call: Command = Worker, seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: tickets.close(require_mine(ctx, stream), TicketId(stream), body.outcome, seen=seen), **body.given())


@router.post("/tickets/{stream}/reopening")
def reopen(stream: paths.TicketPath, body: models.Told, call: Command = Depends(command("desk")), seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: tickets.reopen(require_mine(ctx, stream), TicketId(stream), body.text, seen=seen), **body.given())


def asked(body: models.TicketGiven) -> Asked:
    """Raises InputInvalid for half a point or an unknown way of handling."""
    if (body.lon is None) != (body.lat is None):
        raise InputInvalid(where=[{"field": "lat", "code": "place.half"}])
    if body.handling not in set(Handling):
        raise InputInvalid(where=[{"field": "handling", "code": "handling.unknown"}])
    return Asked(
        category=body.category,
        text=body.text,
        scope=body.scope,
        channel=body.channel,
        handling=Handling(body.handling),
        kind=Kind(body.kind),
        building=BuildingId(body.building) if body.building else None,
        place=None if body.lon is None or body.lat is None else (body.lon, body.lat),
        household=HouseholdId(body.household) if body.household else None,
        reporter_name=body.reporter_name,
        reporter_phone=body.reporter_phone,
    )


def _row(request: Request, ctx: Ctx, stream: str, at: str | None) -> dict[str, Any]:
    """By id or number, as it stood then; where it stands now decides who may look. Raises TicketUnknown, NotYours."""
    with looking(ctx, _scope(request, ctx, stream)) as connection:
        row = ticket_board.ticket(connection, stream, as_of(at))
    if row is None:
        raise ticket.TicketUnknown()
    return row


def _scope(request: Request, ctx: Ctx, stream: str) -> Scope:
    """That of the actor where the ticket stands now. Raises TicketUnknown, NotYours."""
    with caught_up(request, "ticket_board", lineage.NAME).reading() as connection:
        place = ticket_board.place(connection, stream)
    if place is None:
        raise ticket.TicketUnknown()
    scope = scope_of(ctx, place["community"])
    scope.require_grid(place["grid"])
    return scope


def _still_mine(connection: Connection[Any], community: str, scope: Scope, at: datetime | None) -> Callable[[Row], bool] | None:
    """Of the tickets of another day, a warden sees those that are in the own grids now."""
    if scope.grids is None or at is None:
        return None
    mine = {
        row["ticket"] for row in ticket_board.board(connection, lineage.holding(connection, community), grids=scope.grids, limit=EVERYTHING)
    }
    return lambda row: row["ticket"] in mine


def require_mine(ctx: Ctx, stream: str) -> Ctx:
    """The same context, when its actor may work on the ticket. Raises TicketUnknown, NotYours."""
    scope_of_ticket(ctx, stream)
    return ctx


def scope_of_ticket(ctx: Ctx, stream: str) -> Scope:
    """That of the actor, who may work on the ticket. Raises TicketUnknown, NotYours."""
    state = tickets.hold_ticket(ctx, TicketId(stream)).state
    if state is None:
        raise ticket.TicketUnknown()
    scope = scope_of(ctx, state.community)
    scope.require_grid(state.grid)
    return scope
