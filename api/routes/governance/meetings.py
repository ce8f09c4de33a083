"""Meetings and reports: called, held, decided, published, and whether they come round as they should."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import Field

from api import models, personal
from api.calls import Command, allow, command, office_of
from api.commands.governance import meetings as commands
from api.context import Actor
from api.routes.governance.reading import EVERYBODY, archived, path, published, register
from api.scope import READERS, looking, scope_of
from domain.governance.meeting import DecisionUnknown, MeetingUnknown, Result, Step
from domain.ids import CommunityId, MeetingId, TicketId
from projections import meetings

router = APIRouter(prefix="/api", tags=["会议 · meetings"])
Meeting = path("mtg")
Number = Annotated[int, Path(ge=1)]
Account = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{2,40}$")]
Accounts = Annotated[tuple[Account, ...], Field(max_length=300)]
Desk = Depends(command("desk"))


class MeetingGiven(models.Reasoned):
    """cadence: which of the profile's meetings; blank for one called for once, which then needs a title."""

    cadence: models.Short = ""
    title: models.Short = ""
    starts_at: models.Instant
    called: Accounts
    is_private: bool = False


class LeaveGiven(models.Given):
    reason: models.Text


class LeaveSettling(models.Given):
    who: Account
    granted: bool


class Holding(models.Given):
    came: Accounts = ()
    late: Accounts = ()
    effective_at: models.Instant | None = None


class DecisionGiven(models.Reasoned):
    text: models.Text
    step: Literal["ordinary", "proposed", "consulted", "considered", "resolved", "resolution_published", "result_published"] = "ordinary"
    tickets: Annotated[tuple[models.Ticket, ...], Field(max_length=200)] = ()
    is_confidential: bool = False


class Carrying(models.Given):
    ticket: models.Ticket


class ResultGiven(models.Given):
    number: Annotated[int, Field(ge=1)]
    told: models.Text


class MinutesGiven(models.Reasoned):
    results: Annotated[tuple[ResultGiven, ...], Field(max_length=200)]


class ReportGiven(models.Reasoned):
    cadence: models.Short
    text: models.Text


@router.get("/communities/{code}/meetings")
def listing(code: str, request: Request, cadence: str | None = None, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Newest first, with those of communities that ended in this one; what was decided stays sealed."""
    with register(request, actor, code, meetings.NAME) as (connection, community, _):
        kept = archived(request, connection, community)
        return {"meetings": kept.told(meetings.meetings(connection, kept.communities, cadence=cadence))}


@router.get("/communities/{code}/meeting-compliance")
def compliance(
    code: str,
    request: Request,
    since: models.Day | None = Query(None, description="自何日 / since"),
    until: models.Day | None = Query(None, description="至何日 / until"),
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """Every span of the last quarter, or of the time asked for: kept, moved, missed or open, with the clause."""
    with register(request, actor, code, meetings.NAME) as (_, __, today):
        last = until or today
        first = max(since or last - timedelta(days=90), last - timedelta(days=1100))
    return {"compliance": commands.compliance(office_of(request).ctx(actor), code, first, last)}


@router.get("/public/communities/{code}/minutes")
def minutes(code: str, request: Request, actor: Actor = Depends(allow(*EVERYBODY))) -> dict[str, Any]:
    """What was decided, as far as residents may read it."""
    with published(request, code, meetings.NAME) as (connection, community, _):
        kept = archived(request, connection, community)
        return {"minutes": kept.told(meetings.minutes(connection, kept.communities))}


@router.post("/communities/{code}/meetings", status_code=201)
def convene(code: str, body: MeetingGiven, call: Command = Desk) -> dict[str, Any]:
    given = (body.title, body.starts_at, body.called)
    return call.run(lambda ctx: commands.convene(ctx, code, *given, cadence=body.cadence, private=body.is_private), **body.given())


@router.post("/meetings/{meeting}/agenda")
def draw_agenda(meeting: Meeting, body: models.Reasoned, call: Command = Desk) -> dict[str, Any]:
    """Drawn from the hot tickets of the moment."""
    return call.run(lambda ctx: commands.draw_agenda(ctx, MeetingId(meeting)), **body.given())


@router.post("/meetings/{meeting}/leave")
def ask_leave(
    meeting: Meeting, body: LeaveGiven, call: Command = Depends(command("desk", "warden", "planner", "approver"))
) -> dict[str, Any]:
    """For oneself, before it begins."""
    return call.run(lambda ctx: commands.ask_leave(ctx, MeetingId(meeting), body.reason))


@router.post("/meetings/{meeting}/leave/settlement")
def settle_leave(meeting: Meeting, body: LeaveSettling, call: Command = Desk) -> dict[str, Any]:
    return call.run(lambda ctx: commands.settle_leave(ctx, MeetingId(meeting), body.who, body.granted))


@router.post("/meetings/{meeting}/holding")
def hold(meeting: Meeting, body: Holding, call: Command = Desk) -> dict[str, Any]:
    given = (body.came, body.late)
    return call.run(lambda ctx: commands.hold_meeting(ctx, MeetingId(meeting), *given), effective_at=body.effective_at)


@router.post("/meetings/{meeting}/decisions", status_code=201)
def decide(meeting: Meeting, body: DecisionGiven, call: Command = Desk) -> dict[str, Any]:
    given = (body.text, Step(body.step), tuple(map(TicketId, body.tickets)))
    decided = {"confidential": body.is_confidential}
    return call.run(lambda ctx: commands.record_decision(ctx, MeetingId(meeting), *given, **decided), **body.given())


@router.get("/meetings/{meeting}/decisions/{decision}")
def decision_of(
    meeting: Meeting,
    decision: Number,
    request: Request,
    purpose: str = Query(max_length=200),
    actor: Actor = Depends(allow("desk", "auditor")),
) -> dict[str, Any]:
    """The words of a decision, opened for a purpose, which is written down."""
    ctx = office_of(request).ctx(actor)
    ctx.office.freshen(meetings.NAME)
    with ctx.office.reading() as connection:
        row = meetings.meeting_of(connection, meeting)
    if row is None:
        raise MeetingUnknown()
    with looking(ctx, scope_of(ctx, CommunityId(row["community"]))) as connection:
        row = meetings.meeting_of(connection, meeting) or {}
    for one in row["decisions"]:
        if one["number"] == decision:
            return personal.without_boxes(one) | {"text": personal.read(ctx, one["content"], purpose).get("text")}
    raise DecisionUnknown()


@router.post("/meetings/{meeting}/decisions/{decision}/tickets")
def carry(meeting: Meeting, decision: Number, body: Carrying, call: Command = Desk) -> dict[str, Any]:
    """Which ticket carries the decision out."""
    return call.run(lambda ctx: commands.carry(ctx, MeetingId(meeting), decision, TicketId(body.ticket)))


@router.post("/meetings/{meeting}/minutes")
def publish(meeting: Meeting, body: MinutesGiven, call: Command = Desk) -> dict[str, Any]:
    """Results for residents; a confidential decision is refused."""
    results = tuple(Result(one.number, one.told) for one in body.results)
    return call.run(lambda ctx: commands.publish(ctx, MeetingId(meeting), results), **body.given())


@router.post("/communities/{code}/reports", status_code=201)
def submit(code: str, body: ReportGiven, call: Command = Depends(command("desk", "warden"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.submit_report(ctx, code, body.cadence, body.text), **body.given())
