"""The clock of reminders: once a morning, everything that the day asks of somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from psycopg import Connection

from api.commands.acting import CLOCK, Acted, Ran, Step, as_events, each, on_time
from api.commands.evidence import Held, has_ended, hold_community, profile_of
from api.commands.governance.compliance import WATCHED, done_at
from api.context import CHINA, Ctx, Office
from domain import reminder
from domain.governance import cadence as cadences
from domain.governance.cadence import Standing
from domain.ids import CommunityId, WardenId, community_code, reminder_id
from domain.policy import PolicyProfile
from domain.reminder import Due, Kind
from projections import lineage, meetings, rota, ticket_board

AT, AHEAD, ROTA_DAYS = "reminder.at", "reminder.hours_ahead", "reminder.rota_days"


def hour(profile: PolicyProfile) -> time:
    """In China, of every day."""
    return time.fromisoformat(str(profile.rule(AT).value))


def remind(office: Office, owner: CommunityId, at: datetime) -> Ran:
    """A morning that nobody was there for is over: what was due then is late by now, and is seen as such. What a community that ended
    left is told to whoever is in charge of it."""
    office.freshen(ticket_board.VIEW.name, meetings.NAME, rota.NAME, lineage.NAME)
    known = hold_community(office.ctx(CLOCK), community_code(owner))
    assert known.state is not None
    profile, local = profile_of(known.state), at.astimezone(CHINA)
    if has_ended(known.state, at) or local.time() < hour(profile):
        return Ran()
    on, rule, cause = local.date(), profile.rule(AT), known.recorded[-1].position
    stream, due_at = reminder_id(owner, on), datetime.combine(on, hour(profile), CHINA)

    def decide(_: Ctx, held: Held[reminder.State]) -> Step | None:
        if held.state is not None:
            return None
        with office.reading() as connection:
            dues = list(_dues(connection, owner, profile, on, at))
        events = reminder.remind(held.state, reminder=stream, community=owner, on=on, dues=dues)
        return Step(as_events(events, at), AT, rule.clause, cause, profile.key) if events else None

    def act(_: None) -> Acted | None:
        return on_time(office, stream, due_at, reminder.fold, decide)

    return each((None,), act)


def _dues(connection: Connection, owner: CommunityId, profile: PolicyProfile, on: date, at: datetime) -> Iterator[Due]:
    yield from _deadlines(connection, owner, profile, at)
    yield from _turns(connection, owner, profile, on)
    yield from _cadences(connection, owner, profile, on, at)
    yield from _rota(connection, owner, profile, on)


def _deadlines(connection: Connection, owner: CommunityId, profile: PolicyProfile, at: datetime) -> Iterator[Due]:
    """Open tickets that are due within the hours set."""
    until = at + timedelta(hours=profile.number(AHEAD))
    for one in ticket_board.open_tickets(connection, lineage.holding(connection, owner, at), at):
        if one["due_at"] is not None and at <= one["due_at"] <= until:
            warden = WardenId(one["warden"]) if one["warden"] else None
            yield Due(Kind.DEADLINE, one["ticket"], one["due_at"], one["responsible"], warden, _clause(profile, one["category"]))


def _clause(profile: PolicyProfile, category: str) -> str:
    """A category of a former profile has no deadline in this one."""
    known = profile.categories.get(category)
    return known.deadline.source.clause if known else profile.rule(AHEAD).clause


def _turns(connection: Connection, owner: CommunityId, profile: PolicyProfile, on: date) -> Iterator[Due]:
    """Tomorrow's turns of a confirmed month."""
    tomorrow = on + timedelta(days=1)
    for one in rota.shifts(connection, lineage.spans(connection, owner), tomorrow, tomorrow):
        shift = profile.shifts.get(one["kind"])
        clause = shift.source.clause if shift else profile.rule(AT).clause
        yield Due(Kind.TURN, one["shift"], one["starts_at"], one["warden"], WardenId(one["warden"]), clause)


def _cadences(connection: Connection, owner: CommunityId, profile: PolicyProfile, on: date, at: datetime) -> Iterator[Due]:
    """Meetings and reports whose day this is, or whose span ends today, not held or sent in yet; a week's report has its draft."""
    for key, one in profile.cadences.items():
        if one.kind not in WATCHED:
            continue
        ask = meetings.held_at if one.kind == "meeting" else meetings.submitted_at
        for span in cadences.windows(one, done_at(ask, connection, owner, key), on, on, at):
            due_at = span.due or datetime.combine(span.last, cadences.CLOSE, CHINA)
            if span.standing is Standing.OPEN and due_at.astimezone(CHINA).date() == on:
                yield Due(Kind.MEETING if one.kind == "meeting" else Kind.REPORT, key, due_at, one.by, None, one.source.clause)


def _rota(connection: Connection, owner: CommunityId, profile: PolicyProfile, on: date) -> Iterator[Due]:
    """The coming month's rota, drawn and not confirmed, when so few days are left."""
    first = (on.replace(day=1) + timedelta(days=31)).replace(day=1)
    found = rota.month(connection, owner, f"{first:%Y-%m}")
    if found is not None and found["status"] == "proposed" and first - on <= timedelta(days=profile.number(ROTA_DAYS)):
        starts_at = datetime.combine(first, time.min, CHINA)
        yield Due(Kind.ROTA, f"{first:%Y-%m}", starts_at, "desk", None, profile.rule(ROTA_DAYS).clause)
