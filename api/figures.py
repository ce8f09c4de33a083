"""Tickets in numbers: matters settled low (小事不出网格，大事不出社区), time taken beside time promised, replies that are owed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from statistics import median
from typing import Any

from psycopg import Connection

from api.china_days import Calendar
from api.deadlines import keeping, reply_due
from domain.ids import CommunityId
from domain.policy import PolicyProfile
from domain.ticket import LEVELS, Level, Scope
from domain.work_time import Timekeeping
from projections import lineage, ticket_board, ticket_figures
from projections.statements import Row

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SETTLED_LOW = {"small": ((Scope.GENERAL,), (Level.GRID,)), "big": ((Scope.REGIONAL, Scope.OVERALL), (Level.GRID, Level.COMMUNITY))}
"""小事: general matters, to be settled in the grid. 大事: wider ones, to be settled in the community."""


def levels(connection: Connection[Any], community: CommunityId, since: date, until: date, at: datetime | None = None) -> dict[str, Any]:
    """Shares of the tickets closed on the days since <= day < until; None where none was closed."""
    found = ticket_figures.closed_levels(connection, community, since, until, at)
    closed = sum(row["closed"] for row in found)
    by_level = [(level, sum(row["closed"] for row in found if row["level"] == level)) for level in LEVELS]
    told = [{"level": level, "closed": number, "share": _share(number, closed)} for level, number in by_level]
    low = {name: _settled_low(found, *wanted) for name, wanted in SETTLED_LOW.items()}
    return {"since": since, "until": until, "closed": closed, "levels": told, **low}


def _settled_low(found: list[Row], scopes: Collection[str], wanted: Collection[str]) -> dict[str, Any]:
    mine = [row for row in found if row["scope"] in scopes]
    closed = sum(row["closed"] for row in mine)
    settled = sum(row["closed"] for row in mine if row["level"] in wanted)
    return {"closed": closed, "settled": settled, "share": _share(settled, closed)}


def durations(
    connection: Connection[Any],
    community: CommunityId,
    profile: PolicyProfile,
    days: Calendar,
    since: date,
    until: date,
    at: datetime | None = None,
) -> list[dict[str, Any]]:
    """By category: the hours from report to close as the resident lived them, and the same in the unit that was promised."""
    found = ticket_figures.closed_times(connection, community, since, until, at)
    return [_taken(key, list(rows), profile, days) for key, rows in groupby(found, itemgetter("category"))]


def _taken(key: str, rows: list[Row], profile: PolicyProfile, days: Calendar) -> dict[str, Any]:
    hours = [(row["closed_at"] - row["reported_at"]) / HOUR for row in rows]
    told = {
        "category": key,
        "closed": len(rows),
        "in_time": sum(row["due_at"] is None or row["closed_at"] <= row["due_at"] for row in rows),
        "median_hours": round(median(hours), 1),
        "fastest_hours": round(min(hours), 1),
        "slowest_hours": round(max(hours), 1),
    }
    category = profile.categories.get(key)  # one of a profile that the community has left promises nothing today
    if category is None:
        return told | {"title": key, "promised": None, "clock": None, "median_taken": None, "clause": None}
    deadline = category.deadline
    keep, unit = keeping(profile, deadline.clock, days), HOUR if deadline.clock.endswith("hours") else DAY
    taken = median(_counted(keep, row) / unit for row in rows)
    promise = {"promised": deadline.value, "clock": deadline.clock, "clause": deadline.source.clause}
    return told | {"title": category.title, **promise, "median_taken": round(taken, 2)}


def _counted(keep: Timekeeping, row: Row) -> timedelta:
    return keep.used(row["reported_at"], row["closed_at"])


def unanswered(
    connection: Connection[Any], community: CommunityId, profile: PolicyProfile, days: Calendar, now: datetime, at: datetime | None = None
) -> list[dict[str, Any]]:
    """Tickets that went up without who asked being told: by when they had to be, and whether that has passed.

    None where the profile asks for no interim reply.
    """
    kept = lineage.holding(connection, community, at)
    asked, told = profile.rule("ticket.interim_reply"), []
    for row in ticket_board.unanswered(connection, kept, at) if asked.value else ():
        due = reply_due(row["reply_owed_since"], profile, days)
        late = {"reply_due_at": due.at, "is_late": due.at < (at or now)}
        told.append(row | late | {"clause": f"{asked.clause}；{due.clause}"})
    return told


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
