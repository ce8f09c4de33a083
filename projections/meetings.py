"""Meetings and reports: what was called, held, decided and published, and when reports came."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import psycopg

from domain.governance import compliance, meeting, report
from projections.records import stamp
from projections.sheets import Sheet, Sheets
from projections.statements import Communities, Row, among, row, rows

if TYPE_CHECKING:
    from domain.journal import Recorded
    from domain.values import Sealed

NAME = "meetings"
EVENTS = (
    meeting.Convened,
    meeting.AgendaDrawn,
    meeting.LeaveAsked,
    meeting.LeaveSettled,
    meeting.Held,
    meeting.DecisionRecorded,
    meeting.DecisionCarried,
    meeting.MinutesPublished,
)


def _box(sealed: Sealed) -> Row:
    return {"subject": sealed.subject, "key": sealed.key, "box": sealed.box}


def _meeting(one: Recorded, key: str, before: Row | None) -> Row:
    if isinstance(one.body, meeting.Convened):
        return _convened(one, one.body)
    assert before is not None
    return before | _changes(one.body, before, stamp(one.meta.effective_at)) | {"position": one.position}


def _convened(one: Recorded, told: meeting.Convened) -> Row:
    nothing = {"agenda": [], "leaves": [], "came": [], "late": [], "decisions": [], "results": []}
    return nothing | {
        "meeting": told.meeting,
        "community": told.community,
        "cadence": told.cadence,
        "title": told.title,
        "starts_at": stamp(told.starts_at),
        "called": list(told.called),
        "is_private": told.is_private,
        "status": meeting.Status.CONVENED.value,
        "published_at": None,
        "position": one.position,
    }


def _changes(told: Any, before: Row, at: str) -> Row:
    match told:
        case meeting.AgendaDrawn(tickets=tickets):
            return {"agenda": [{"ticket": one.ticket, "why": one.why.value} for one in tickets]}
        case meeting.LeaveAsked(who=who):
            return {"leaves": [*before["leaves"], {"who": who, "granted": None}]}
        case meeting.LeaveSettled(who=who, granted=granted):
            return {"leaves": [one if one["who"] != who else one | {"granted": granted} for one in before["leaves"]]}
        case meeting.Held(came=came, late=late):
            return {"status": meeting.Status.HELD.value, "came": list(came), "late": list(late)}
        case meeting.DecisionRecorded():
            shown = {"number": told.number, "step": told.step.value, "tickets": list(told.tickets), "carried_by": []}
            hidden = {"is_confidential": told.is_confidential, "content": _box(told.content)}
            return {"decisions": [*before["decisions"], shown | hidden]}
        case meeting.DecisionCarried(number=number, ticket=ticket):
            return {"decisions": [_carried(one, ticket) if one["number"] == number else one for one in before["decisions"]]}
        case meeting.MinutesPublished(results=results):
            public = [{"number": one.number, "told": one.told} for one in results]
            return {"status": meeting.Status.PUBLISHED.value, "results": public, "published_at": at}
    raise TypeError(f"not an event of a meeting: {told!r}")


def _carried(decision: Row, ticket: str) -> Row:
    return decision | {"carried_by": [*decision["carried_by"], ticket]}


def _report(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    given = {"report": told.report, "community": told.community, "cadence": told.cadence, "submitted_by": told.by, "submitted_to": told.to}
    return given | {"submitted_at": stamp(one.meta.effective_at), "content": _box(told.content), "position": one.position}


def _missed(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    span = {"first_on": told.first.isoformat(), "last_on": told.last.isoformat()}
    return {"missed": key, "community": told.community, "cadence": told.cadence, "told_at": stamp(one.recorded_at)} | span


def _of_its_own(one: Recorded) -> tuple[str]:
    return (f"{one.stream}/{one.version}",)


VIEW = Sheets(
    NAME,
    2,
    (
        Sheet("meetings_meeting", "meeting", EVENTS, _meeting),
        Sheet("meetings_report", "report", (report.Submitted,), _report),
        Sheet("meetings_missed", "missed", (compliance.SpanMissed,), _missed, _of_its_own),
    ),
)


def meetings(conn: psycopg.Connection, community: Communities, *, cadence: str | None = None) -> list[Row]:
    """Newest first; decisions without their content. absent: called, neither there nor on agreed leave."""
    return rows(conn, NAME, "meetings", communities=among(community), cadence=cadence)


def meeting_of(conn: psycopg.Connection, meeting: str) -> Row | None:
    """With the sealed content of its decisions."""
    return row(conn, NAME, "meeting", meeting=meeting)


def minutes(conn: psycopg.Connection, community: Communities) -> list[Row]:
    """What residents may read: titles and results of published minutes."""
    return rows(conn, NAME, "minutes", communities=among(community))


def held_at(conn: psycopg.Connection, community: str, cadence: str) -> list[datetime]:
    return [one["starts_at"] for one in rows(conn, NAME, "held", community=community, cadence=cadence)]


def submitted_at(conn: psycopg.Connection, community: str, cadence: str) -> list[datetime]:
    return [one["submitted_at"] for one in rows(conn, NAME, "submitted", community=community, cadence=cadence)]


def told_missed(conn: psycopg.Connection, community: str) -> dict[tuple[str, date], datetime]:
    """When the clock recorded that a span was missed, by cadence and first day."""
    return {(one["cadence"], one["first_on"]): one["told_at"] for one in rows(conn, NAME, "missed", community=community)}
