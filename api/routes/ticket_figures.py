"""The hall's queue, and tickets in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Query, Request
from psycopg import Connection

from api import figures, models
from api.books import cases
from api.books import reading as books
from api.calls import Command, allow, as_of, command, office_of
from api.china_days import Calendar, calendar_of
from api.commands import intake
from api.commands.evidence import hold_community, profile_of
from api.commands.ticket_intake import DESK
from api.context import Actor, Ctx
from api.routes.ticket_steps import AsOf
from api.scope import READERS, scope_of
from api.scoped import counting, reading
from domain.ids import CommunityId, community_id
from domain.policy import PolicyProfile
from projections import lineage, registers, ticket_figures

router = APIRouter(prefix="/api", tags=["工单 · tickets"])
EVERYBODY = (*READERS, "public")


@dataclass(frozen=True)
class Asking:
    """One question about a community: where to read, by which regulation and calendar, as of when."""

    ctx: Ctx
    connection: Connection[Any]
    community: CommunityId
    profile: PolicyProfile
    days: Calendar
    at: datetime | None


@contextmanager
def _asking(request: Request, actor: Actor, code: str, at: str | None = None, within: Any = reading) -> Iterator[Asking]:
    """within: api.scoped.reading, or counting."""
    ctx = office_of(request).ctx(actor)
    owner = hold_community(ctx, code).state
    assert owner is not None
    with within(request, actor, code, "ticket_board") as (connection, community):
        yield Asking(ctx, connection, community, profile_of(owner), calendar_of(ctx), as_of(at))


@router.get("/communities/{code}/intake")
def queue(
    code: str,
    request: Request,
    hall: bool = Query(False, description="只看受理大厅 / those that wait in the hall alone"),
    limit: int = Query(200, ge=1, le=1000),
    as_of_: str | None = AsOf,
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """Reported and not accepted yet, of every channel and category, the longest waiting first. A warden sees the own grids'."""
    with _asking(request, actor, code, as_of_) as ask:
        grids = scope_of(ask.ctx, ask.community).narrowed(None)
        given = {"responsible": DESK if hall else None, "grids": grids, "at": ask.at, "limit": limit}
        found = ticket_figures.intake(ask.connection, ask.community, **given)
    rule = ask.profile.rule("intake.single_window")
    return {"waiting": found, "single_window": rule.value, "clause": rule.clause}


@router.post("/communities/{code}/intake/next")
def take_next(code: str, body: models.NextAsked, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    """Accepts the one that has waited longest in the hall, whatever the matter."""

    def decide(ctx: Ctx) -> Any:
        scope_of(ctx, community_id(code))
        return intake.take_next(ctx, code, body.category)

    return call.run(decide, **body.given())


@router.post("/communities/{code}/similar-cases")
def similar_cases(code: str, body: models.Likeness, request: Request, actor: Actor = Depends(allow("desk", "warden"))) -> dict[str, Any]:
    """相近案例 / published cases most like what is asked. Posted, so that a resident's words stand in no address; nothing is written."""
    with reading(request, actor, code, registers.NAME) as (connection, _):
        ask = books.asked(office_of(request).ctx(actor), connection, code)
        return {"cases": cases.similar(ask, body.text, body.category)}


@router.get("/communities/{code}/unanswered")
def unanswered(
    code: str,
    request: Request,
    late: bool = Query(False, description="只看逾期未答复 / those alone whose reply is late"),
    as_of_: str | None = AsOf,
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """上报后未答复 / tickets that went up without who asked being told, by when that had to be, and whether it is late."""
    with _asking(request, actor, code, as_of_) as ask:
        grids = scope_of(ask.ctx, ask.community).narrowed(None)
        found = figures.unanswered(ask.connection, ask.community, ask.profile, ask.days, ask.ctx.now, ask.at)
    mine = (row for row in found if grids is None or row["grid_now"] in grids)
    return {"unanswered": [row for row in mine if row["is_late"] or not late]}


@router.get("/communities/{code}/closed-levels")
def closed_levels(
    code: str, request: Request, since: models.Day, until: models.Day, as_of_: str | None = AsOf, actor: Actor = Depends(allow(*READERS))
) -> dict[str, Any]:
    """小事不出网格，大事不出社区 / of the tickets closed on the days since <= day < until: the share settled at each level."""
    with _asking(request, actor, code, as_of_, counting) as ask:
        return figures.levels(ask.connection, lineage.holding(ask.connection, ask.community, ask.at), since, until, ask.at)


@router.get("/public/communities/{code}/durations")
def durations(
    code: str, request: Request, since: models.Day, until: models.Day, actor: Actor = Depends(allow(*EVERYBODY))
) -> dict[str, Any]:
    """办理时长 / by category, of the tickets closed on the days since <= day < until: time taken beside time promised."""
    ctx = office_of(request).ctx(actor)
    owner = hold_community(ctx, code).state
    assert owner is not None
    ctx.office.freshen("ticket_board", lineage.NAME)
    with ctx.office.publicly() as connection:
        kept = lineage.holding(connection, owner.community)
        found = figures.durations(connection, kept, profile_of(owner), calendar_of(ctx), since, until)
    return {"since": since, "until": until, "durations": found}
