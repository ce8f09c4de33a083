"""Meetings, their agenda out of hot tickets, their decisions, the minutes residents read; reports that come round."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from api.commands.evidence import hold, holding, in_charge
from api.commands.governance.compliance import done_at
from api.commands.governance.deciding import decided, decided_on, owner_of
from api.context import Ctx, Done
from domain import ticket
from domain.governance import cadence as cadences
from domain.governance import decision_steps, meeting, report
from domain.governance.clauses import clause_of
from domain.governance.meeting import AgendaTicket, MeetingUnknown, Result, Step, Why
from domain.ids import CommunityId, MeetingId, ReportId, TicketId, community_id
from domain.policy import PolicyProfile
from domain.schema import Events
from projections import meetings, ticket_board

CONFIDENTIAL = "meeting.confidential"
STEPS = "decision.steps"


def convene(
    ctx: Ctx, code: str, title: str, starts_at: datetime, called: tuple[str, ...], *, cadence: str = "", private: bool = False
) -> Done:
    """cadence: key of one of the profile's meetings; blank for one called for once. Raises RuleUnknown."""
    stream = MeetingId(ctx.new_id("mtg"))

    def decide(state: meeting.State | None, profile: PolicyProfile) -> Events:
        named = title or profile.cadence(cadence).title if cadence else title
        given = {"meeting": stream, "community": community_id(code), "cadence": cadence, "starts_at": starts_at, "called": called}
        return meeting.convene(state, **given, title=named, is_private=private)

    return decided(ctx, code, stream, meeting, decide)


def draw_agenda(ctx: Ctx, stream: MeetingId) -> Done:
    """The hot tickets: those that reach beyond a grid, are late, or came back; each says why it is there."""
    ctx.office.freshen(ticket_board.VIEW.name)

    def decide(state: meeting.State | None, _: PolicyProfile) -> Events:
        with ctx.office.reading() as connection:
            waiting = ticket_board.open_tickets(connection, _together(ctx, meeting.existing(state)), ctx.now)
        hot = tuple(AgendaTicket(TicketId(one["ticket"]), why) for one in waiting if (why := _heat(one)))
        return meeting.draw_agenda(state, tickets=hot)

    return decided_on(ctx, stream, meeting, MeetingUnknown, decide)


def _heat(row: dict[str, Any]) -> Why | None:
    if row["scope"] != ticket.Scope.GENERAL.value:
        return Why.REGIONAL
    if row["is_overdue"]:
        return Why.OVERDUE
    return Why.REOPENED if row["times_reopened"] else None


def ask_leave(ctx: Ctx, stream: MeetingId, reason: str) -> Done:
    content = ctx.vault.seal(stream, {"text": reason})
    return decided_on(
        ctx,
        stream,
        meeting,
        MeetingUnknown,
        lambda state, _: meeting.ask_leave(state, who=ctx.actor.account, reason=content, now=ctx.holds_from),
    )


def settle_leave(ctx: Ctx, stream: MeetingId, who: str, granted: bool) -> Done:
    return decided_on(
        ctx,
        stream,
        meeting,
        MeetingUnknown,
        lambda state, _: meeting.settle_leave(state, who=who, granted=granted, by=ctx.actor.account),
    )


def hold_meeting(ctx: Ctx, stream: MeetingId, came: tuple[str, ...], late: tuple[str, ...]) -> Done:
    return decided_on(ctx, stream, meeting, MeetingUnknown, lambda state, _: meeting.hold(state, came=came, late=late, now=ctx.holds_from))


def record_decision(ctx: Ctx, stream: MeetingId, text: str, step: Step, tickets: tuple[TicketId, ...], *, confidential: bool) -> Done:
    content = ctx.vault.seal(stream, {"text": text})

    def decide(state: meeting.State | None, profile: PolicyProfile) -> Events:
        _require_here(ctx, meeting.existing(state), *tickets)
        if STEPS in profile.rules:
            decision_steps.require_turn(step, _passed(ctx, meeting.existing(state), tickets), clause_of(profile, STEPS))
        given = {"step": step, "tickets": tickets, "is_confidential": confidential, "content": content}
        return meeting.decide(state, **given, by=ctx.actor.account)

    return decided_on(ctx, stream, meeting, MeetingUnknown, decide)


def _passed(ctx: Ctx, state: meeting.State, tickets: tuple[TicketId, ...]) -> set[Step]:
    """The steps a matter took: decisions on the same tickets in any meeting of the community or of one that ended in it; without
    tickets, of this meeting."""
    ctx.office.freshen(meetings.NAME)
    with ctx.office.reading() as connection:
        told = meetings.meetings(connection, _together(ctx, state))
    here = (row for row in told if tickets or row["meeting"] == state.meeting)
    return {Step(one["step"]) for row in here for one in row["decisions"] if set(one["tickets"]) == set(tickets)}


def carry(ctx: Ctx, stream: MeetingId, number: int, by_ticket: TicketId) -> Done:
    def decide(state: meeting.State | None, _: PolicyProfile) -> Events:
        _require_here(ctx, meeting.existing(state), by_ticket)
        return meeting.carry(state, number=number, ticket=by_ticket)

    return decided_on(ctx, stream, meeting, MeetingUnknown, decide)


def _require_here(ctx: Ctx, state: meeting.State, *tickets: TicketId) -> None:
    """Tickets of the community in charge of the meeting. Raises TicketUnknown."""
    here = _together(ctx, state)
    for one in tickets:
        found = hold(ctx, one, ticket.fold).state
        if found is None or found.community not in here:
            raise ticket.TicketUnknown()


def _together(ctx: Ctx, state: meeting.State) -> tuple[CommunityId, ...]:
    """The communities whose matters come before the meeting: a former community's goes on in the successor, with all that it keeps."""
    return holding(ctx, CommunityId(in_charge(ctx, state.community, ctx.holds_from).stream), ctx.holds_from)


def publish(ctx: Ctx, stream: MeetingId, results: tuple[Result, ...]) -> Done:
    def decide(state: meeting.State | None, profile: PolicyProfile) -> Events:
        published = next(
            (one.source.clause for one in profile.cadences.values() if one.is_published), clause_of(profile, "notice.published")
        )
        return meeting.publish(state, results=results, clause=published, confidential_clause=clause_of(profile, CONFIDENTIAL))

    return decided_on(ctx, stream, meeting, MeetingUnknown, decide)


def submit_report(ctx: Ctx, code: str, cadence: str, text: str) -> Done:
    stream = ReportId(ctx.new_id("rpt"))
    content = ctx.vault.seal(stream, {"text": text})

    def decide(state: report.State | None, profile: PolicyProfile) -> Events:
        given = {"report": stream, "community": community_id(code), "cadence": cadence, "by": ctx.actor.account, "content": content}
        return report.submit(state, **given, profile=profile)

    return decided(ctx, code, stream, report, decide)


def compliance(ctx: Ctx, code: str, since: date, until: date) -> list[dict[str, Any]]:
    """Each meeting and report that the profile asks for: every span of that time, how it stands, and the clause.

    told_at: when the clock recorded that it was missed.
    """
    _, profile = owner_of(ctx, code)
    found = []
    with ctx.office.reading() as connection:
        told_missed = meetings.told_missed(connection, community_id(code))
        for key, one in profile.cadences.items():
            if one.kind not in ("meeting", "report"):
                continue
            ask = meetings.held_at if one.kind == "meeting" else meetings.submitted_at
            spans = cadences.windows(one, done_at(ask, connection, community_id(code), key), since, until, ctx.now)
            told = [
                {name: getattr(span, name) for name in cadences.Window.__slots__} | {"told_at": told_missed.get((key, span.first))}
                for span in spans
            ]
            found.append({"cadence": key, "title": one.title, "kind": one.kind, "clause": one.source.clause, "windows": told})
    return found
