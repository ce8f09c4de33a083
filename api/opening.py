"""Whether somebody is there now: office hours by the calendar, and the turns of the rota; who answers the telephone today."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from psycopg import Connection

from api import deadlines, personal
from api.china_days import Calendar, calendar_of
from api.context import CHINA, Ctx
from domain.ids import CommunityId
from domain.policy import PolicyProfile
from domain.rota import HOTLINE
from projections import lineage, responsibility, rota
from projections.statements import Row


def opening(ctx: Ctx, connection: Connection[Any], community: CommunityId, profile: PolicyProfile) -> dict[str, Any]:
    """For residents: open now or not, today's hours, who is there by name and office phone."""
    now, calendar = ctx.now.astimezone(CHINA), calendar_of(ctx)
    today = rota.shifts(connection, lineage.spans(connection, community), now.date(), now.date())
    people = responsibility.wardens(connection, {one["warden"] for one in today})
    names = personal.names_of(ctx, people.values())
    hours = office_hours(calendar, profile, now.date())
    running = [one for one in today if one["starts_at"] <= ctx.now < one["ends_at"]]
    hall = any(opens <= f"{now:%H:%M}" < closes for opens, closes in hours)
    return {
        "at": now,
        "day": calendar.kind_of(now.date()).value,
        "calendar": calendar.version,
        "open": hall or any(one["kind"] != HOTLINE for one in running),
        "office_hours": hours,
        "turns": [_spoken(one, names, profile) for one in today if one["kind"] != HOTLINE],
        "hotline": next((_spoken(one, names, profile) for one in today if one["kind"] == HOTLINE), None),
    }


def office_hours(calendar: Calendar, profile: PolicyProfile, on: date) -> list[tuple[str, str]]:
    """Of the hall, on working days alone."""
    if not calendar.is_working(on):
        return []
    return [(f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in deadlines.office_hours(profile)]


def _spoken(turn: Row, names: dict[str, dict[str, Any]], profile: PolicyProfile) -> dict[str, Any]:
    person = names.get(turn["warden"], {})
    hours = (_hour(turn["starts_at"]), _hour(turn["ends_at"]))
    return {
        "kind": turn["kind"],
        "title": profile.shifts[turn["kind"]].title,
        "english": profile.shifts[turn["kind"]].english,
        "hours": hours,
        "name": person.get("name"),
        "phone": person.get("phone"),
    }


def _hour(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%H:%M}"
