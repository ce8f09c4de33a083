"""Tickets in numbers: matters settled low (小事不出网格，大事不出社区), time taken beside time promised, replies that are owed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
from projections import lineage, ticket_board, ticket_figures
from projections.statements import Row

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SETTLED_LOW = {"small": ((Scope.GENERAL,), (Level.GRID,)), "big": ((Scope.REGIONAL, Scope.OVERALL), (Level.GRID, Level.COMMUNITY))}
"""小事: general matters, to be settled in the grid. 大事: wider ones, to be settled in the community."""


def levels(connection: Connection[Any], kept: Collection[str], since: date, until: date, at: datetime | None = None) -> dict[str, Any]:
    """Shares of the tickets closed on the days since <= day < until; None where none was closed. kept: whose registers are counted."""
    return {"since": since, "until": until} | settled(ticket_figures.closed_levels(connection, kept, since, until, at))


def settled(found: Sequence[Row]) -> dict[str, Any]:
    """closed, the same by level, and of small and big matters how many were settled low. found: counts by scope and level."""
    closed = sum(row["closed"] for row in found)
    by_level = [(level, sum(row["closed"] for row in found if row["level"] == level)) for level in LEVELS]
    told = [{"level": level, "closed": number, "share": _share(number, closed)} for level, number in by_level]
    return {"closed": closed, "levels": told, **{name: _settled_low(found, *wanted) for name, wanted in SETTLED_LOW.items()}}


def _settled_low(found: Sequence[Row], scopes: Collection[str], wanted: Collection[str]) -> dict[str, Any]:
    mine = [row for row in found if row["scope"] in scopes]
    closed = sum(row["closed"] for row in mine)
    settled = sum(row["closed"] for row in mine if row["level"] in wanted)
    return {"closed": closed, "settled": settled, "share": _share(settled, closed)}


def durations(
    connection: Connection[Any],
    kept: Collection[str],
    profile: PolicyProfile,
    days: Calendar,
    since: date,
    until: date,
    at: datetime | None = None,
) -> list[dict[str, Any]]:
    """By category: the hours from report to close as the resident lived them, and the same in the unit that was promised."""
    return times(ticket_figures.closed_times(connection, kept, since, until, at), profile, days)


def times(found: Sequence[Row], profile: PolicyProfile, days: Calendar) -> list[dict[str, Any]]:
    """found: a row a ticket, in the order of their categories."""
    return [_taken(key, list(rows), profile, days) for key, rows in groupby(found, itemgetter("category"))]


def medians(found: Sequence[Row], profile: PolicyProfile) -> list[dict[str, Any]]:
    """The same out of a row a category, without the median in the unit that was promised: that one needs every ticket."""
    return [_timed(row) | _promised(row["category"], profile) for row in found]


def _taken(key: str, rows: list[Row], profile: PolicyProfile, days: Calendar) -> dict[str, Any]:
    took = [row["took"] for row in rows]
    counted = {
        "category": key,
        "closed": len(rows),
        "in_time": sum(row["due_at"] is None or row["closed_at"] <= row["due_at"] for row in rows),
        **{"median": median(took), "fastest": min(took), "slowest": max(took)},
    }
    return _timed(counted) | _promised(key, profile) | {"median_taken": _median_taken(key, rows, profile, days)}


def _timed(row: Row) -> dict[str, Any]:
    spans = {f"{each}_hours": round(row[each] / HOUR.total_seconds(), 1) for each in ("median", "fastest", "slowest")}
    return {each: row[each] for each in ("category", "closed", "in_time")} | spans


def _promised(key: str, profile: PolicyProfile) -> dict[str, Any]:
    category = profile.categories.get(key)  # one of a profile that the community has left promises nothing today
    if category is None:
        return {"title": key, "promised": None, "clock": None, "clause": None}
    deadline = category.deadline
    return {"title": category.title, "promised": deadline.value, "clock": deadline.clock, "clause": deadline.source.clause}


def _median_taken(key: str, rows: list[Row], profile: PolicyProfile, days: Calendar) -> float | None:
    category = profile.categories.get(key)
    if category is None:
        return None
    clock = category.deadline.clock
    keep, unit = keeping(profile, clock, days), HOUR if clock.endswith("hours") else DAY
    return round(median(keep.used(row["reported_at"], row["closed_at"]) / unit for row in rows), 2)


def unanswered(
    connection: Connection[Any], community: CommunityId, profile: PolicyProfile, days: Calendar, now: datetime, at: datetime | None = None
) -> list[dict[str, Any]]:
    """Tickets that went up without who asked being told: by when they had to be, and whether that has passed."""
    found = ticket_board.unanswered(connection, lineage.holding(connection, community, at), at)
    return owed(found, profile, days, at or now)


def owed(found: Sequence[Row], profile: PolicyProfile, days: Calendar, at: datetime) -> list[dict[str, Any]]:
    """None where the profile asks for no interim reply."""
    asked, told = profile.rule("ticket.interim_reply"), []
    for row in found if asked.value else ():
        due = reply_due(row["reply_owed_since"], profile, days)
        told.append(row | {"reply_due_at": due.at, "is_late": due.at < at, "clause": f"{asked.clause}；{due.clause}"})
    return told


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
