"""Days of a deadline that did not count: rest days, holidays, days set by document, by the calendar that the deadline was counted by."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from api.china_days import Calendar, calendar_of, name_of
from api.commands.clocks import CAUSES
from api.commands.evidence import Held, profile_of, standing
from api.commands.ticket_steps import clock_of, reported_under
from api.commands.tickets import hold_ticket
from api.context import CHINA, Ctx
from domain import china_calendar, ticket
from domain.days import DayKind
from domain.ids import CALENDAR, TicketId
from domain.ticket.clock_events import Escalated
from domain.ticket.clock_face import Face

BY_DAYS, RUNS_ON = ("days", "working_days"), ("hours", "days")


def told(ctx: Ctx, stream: TicketId, face: Face) -> dict[str, Any]:
    """clock: what the deadline counts. calendar: its version, "" where none was asked. uncounted: each day from the report's to the
    deadline's that was left out: kind "reported" (a count of days begins on the next), "rest" or "holiday", its name, the document
    that set it. What passed while the clock stood is in the face's stops.
    """
    held = hold_ticket(ctx, stream)
    assert held.state is not None
    owner = standing(ctx, held.state.community).state
    assert owner is not None
    clock = clock_of(held, reported_under(held, profile_of(owner)))
    calendar, documents = _calendar(ctx, held)
    if face.due_at is None or clock == "hours":
        return {"clock": clock, "calendar": "", "uncounted": []}
    first, last = (at.astimezone(CHINA).date() for at in (face.starts_at, face.due_at - timedelta.resolution))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    begun = [{"on": first, "kind": "reported", "name": "", "name_en": "", "document": ""}] if clock in BY_DAYS else []
    left_out = [] if clock in RUNS_ON else [_day(on, calendar, documents) for on in days[len(begun) :] if not calendar.is_working(on)]
    return {"clock": clock, "calendar": "" if clock in RUNS_ON else calendar.version, "uncounted": begun + left_out}


def _calendar(ctx: Ctx, held: Held[ticket.State]) -> tuple[Calendar, dict[date, str]]:
    """As it was known when the deadline that stands was set, and which document had set which day."""
    setting = [each for each in held.recorded if isinstance(each.body, CAUSES) and not isinstance(each.body, Escalated)]
    known_at: datetime = setting[-1].recorded_at
    set_days = [each.body for each in ctx.journal.read(CALENDAR) if each.recorded_at <= known_at]
    return calendar_of(ctx, known_at), {one.on: one.document for one in set_days if isinstance(one, china_calendar.DaySet)}


def _day(on: date, calendar: Calendar, documents: dict[date, str]) -> dict[str, Any]:
    kind = calendar.kind_of(on)
    names = [name_of(on, language) if kind is DayKind.HOLIDAY else "" for language in ("zh_CN", "en_US")]
    return {"on": on, "kind": kind.value, "name": names[0], "name_en": names[1], "document": documents.get(on, "")}
