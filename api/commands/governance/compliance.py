"""The clock of meetings and reports: every span that is over without what the profile asks for is told, once, with the clause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from psycopg import Connection

from api.commands.acting import CLOCK, Acted, Ran, Step, as_events, each, on_time
from api.commands.evidence import Held, day_of, hold, standing
from api.context import Ctx, Office, start_of_day
from domain import community
from domain.governance import cadence as cadences
from domain.governance import compliance
from domain.governance.cadence import Standing, Window
from domain.ids import CommunityId, compliance_id
from domain.policy import Cadence, PolicyProfile
from projections import lineage, meetings

WATCHED = ("meeting", "report")
Ask = Callable[[Connection, str, str], list[datetime]]


@dataclass(frozen=True)
class Period:
    """A profile and the days it was in force, `until` no longer. since_position: of the event that put it in force."""

    profile: PolicyProfile
    since: date
    until: date | None
    since_position: int


@dataclass(frozen=True)
class Missed:
    """A span that nobody kept; over_at: when that was certain."""

    period: Period
    cadence: Cadence
    span: Window

    @property
    def over_at(self) -> datetime:
        return start_of_day(self.span.last + timedelta(days=1))


def tell_missed(office: Office, owner: CommunityId, at: datetime) -> Ran:
    """What was missed while nothing ran is told too, in order: true since the span's end, recorded now."""
    office.freshen(meetings.NAME, lineage.NAME)
    ctx = office.ctx(CLOCK)
    told = hold(ctx, compliance_id(owner), compliance.fold).state
    known = told.missed if told else frozenset()
    with office.reading() as connection:
        found = [one for period in periods(standing(ctx, owner)) for one in _missed(connection, owner, period, at)]
    due = sorted((one for one in found if (one.cadence.key, one.span.first) not in known), key=lambda one: (one.over_at, one.cadence.key))
    return each(due, lambda one: _tell(office, owner, one))


def periods(owner: Held[community.State]) -> list[Period]:
    """The profiles of a community, one after the other; none after the day it ended."""
    opened, *later = owner.recorded
    marks = [(opened.body.profile, opened)]
    marks += [(one.body.profile, one) for one in later if isinstance(one.body, community.ProfileChanged)]
    ends = [day_of(one.meta.effective_at) for _, one in marks[1:]] + [owner.state.ended_on if owner.state else None]
    return [
        Period(PolicyProfile.load(key), day_of(one.meta.effective_at), until, one.position)
        for (key, one), until in zip(marks, ends, strict=True)
    ]


def done_at(ask: Ask, connection: Connection, owner: CommunityId, cadence: str) -> list[datetime]:
    """When it was done, by the community or, since their day, for those that ended in it."""
    return [
        at
        for community, since, until in lineage.spans(connection, owner)
        for at in ask(connection, community, cadence)
        if (since or date.min) <= day_of(at) < (until or date.max)
    ]


def _missed(connection: Connection, owner: CommunityId, period: Period, at: datetime) -> Iterator[Missed]:
    """Spans that lie wholly in the period and are over by `at`."""
    until = min(day_of(at), (period.until or date.max) - timedelta(days=1))
    for cadence in period.profile.cadences.values():
        if cadence.kind not in WATCHED:
            continue
        ask = meetings.held_at if cadence.kind == "meeting" else meetings.submitted_at
        spans = cadences.windows(cadence, done_at(ask, connection, owner, cadence.key), period.since, until, at)
        inside = (one for one in spans if period.since <= one.first and one.last <= until)
        yield from (Missed(period, cadence, one) for one in inside if one.standing is Standing.MISSED)


def _tell(office: Office, owner: CommunityId, one: Missed) -> Acted | None:
    def decide(_: Ctx, held: Held[compliance.State]) -> Step | None:
        events = compliance.missed(held.state, community=owner, cadence=one.cadence, windows=(one.span,))
        if not events:
            return None
        rule = f"cadences.{one.cadence.key}"
        cause, clause = one.period.since_position, one.cadence.source.clause
        return Step(as_events(events, one.over_at), rule, clause, cause, one.period.profile.key)

    return on_time(office, compliance_id(owner), one.over_at, compliance.fold, decide)
