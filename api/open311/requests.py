"""Tickets as the standard's requests. Who works here and may see a ticket is told its place; everybody else its grid, never door nor point.

Without a number only what came through the public channels is listed to the public: what a warden was told at a door is nobody's to browse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from api.context import CHINA, PUBLIC, Ctx
from api.open311 import jurisdictions
from api.problems import NotYours
from api.scope import Scope, looking, scope_of
from api.texts import text
from domain.errors import Invalid
from domain.glossary import event_labels
from domain.ids import CommunityId, community_code
from domain.policy import PolicyProfile
from projections import requests
from projections.requests import Wanted
from projections.statements import Row

CHANNEL = "open311"
OPEN_CHANNELS = ["public", CHANNEL]
SPAN = timedelta(days=90)
MOST = 1000
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No ticket is older: an instant before it is as good as this one."""
STATUSES = ("open", "closed")
Told = dict[str, Any]


class SpanTooLong(Invalid):
    """Facts: limit, days."""

    code = "open311.span_too_long"


class StatusUnknown(Invalid):
    """Facts: known."""

    code = "open311.status_unknown"


def span_of(since: datetime | None, until: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """The last 90 days where nothing is said, never more. Raises SpanTooLong."""
    last = until or (min(since, now) + SPAN if since else now)
    first = since or max(last, EARLIEST) - SPAN
    if last - first > SPAN:
        raise SpanTooLong(limit=SPAN.days)
    return first, last


def statuses_of(given: str | None) -> list[str] | None:
    """Raises StatusUnknown."""
    asked = listed(given)
    if asked is not None and not {*asked} <= {*STATUSES}:
        raise StatusUnknown(known=STATUSES)
    return asked


def listed(given: str | None) -> list[str] | None:
    """What stands between commas; None for nothing said."""
    return [word for part in given.split(",") if (word := part.strip())] if given else None


def search(ctx: Ctx, code: str, wanted: Wanted, extended: bool) -> list[Told]:
    """In one community, the newest first, 1000 at most. extended: with the history of each."""
    community, _, _ = jurisdictions.held(ctx, code)
    scope = _scope(ctx, community)
    if scope is None:
        with ctx.office.publicly() as connection:
            rows = requests.found(connection, replace(wanted, communities=[community], channels=OPEN_CHANNELS))
        return told(ctx, rows, {}, extended)
    with looking(ctx, scope) as connection:
        rows = requests.found(connection, replace(wanted, communities=[community], grids=scope.grids and sorted(scope.grids)))
        places = requests.places(connection, [row["ticket"] for row in rows])
    return told(ctx, rows, places, extended)


def numbered(ctx: Ctx, numbers: Sequence[str], extended: bool) -> list[Told]:
    """By the numbers that their reporters were given, wherever they are."""
    with ctx.office.publicly() as connection:
        rows = requests.found(connection, Wanted(numbers=list(numbers), limit=MOST))
    return told(ctx, rows, _places(ctx, rows), extended)


def _places(ctx: Ctx, rows: Sequence[Row]) -> Mapping[str, Row]:
    """Of the tickets that the caller works on."""
    known: dict[str, Row] = {}
    for community in {row["community"] for row in rows}:
        if (scope := _scope(ctx, community)) is not None:
            own = [row["ticket"] for row in rows if row["community"] == community and (scope.grids is None or row["grid"] in scope.grids)]
            with looking(ctx, scope) as connection:
                known |= requests.places(connection, own)
    return known


def told(ctx: Ctx, rows: Sequence[Row], places: Mapping[str, Row], extended: bool) -> list[Told]:
    """places: by ticket, of those whose place is told."""
    known = {one: jurisdictions.held(ctx, community_code(CommunityId(one))) for one in {row["community"] for row in rows}}
    stories = histories(ctx, rows) if extended else {}
    return [
        _one(row, known[row["community"]], places.get(row["ticket"]), {"status_history": stories[row["ticket"]]} if extended else {})
        for row in rows
    ]


def histories(ctx: Ctx, rows: Sequence[Row]) -> Mapping[str, list[Told]]:
    """Of each ticket what became of it: stage, what was done, when; nobody's name."""
    with ctx.office.publicly() as connection:
        steps = requests.steps(connection, [row["ticket"] for row in rows])
    return {ticket: [_step(one) for one in lines] for ticket, lines in groupby(steps, key=lambda one: one["ticket"])}


def _step(one: Row) -> Told:
    label = event_labels()[one["name"]]
    return {
        "status": _status(one["status"]),
        "stage": one["status"],
        "level": one["level"],
        "datetime": _moment(one["effective_at"]),
        "description": f"{label.zh} / {label.en}",
    }


def _one(row: Row, owner: tuple[CommunityId, str, PolicyProfile], place: Row | None, more: Told) -> Told:
    _, name, profile = owner
    offer = profile.categories.get(row["category"])
    return {
        "service_request_id": row["number"],
        "status": _status(row["status"]),
        "status_notes": text(f"open311.stage.{row['status']}"),
        "service_name": offer.title if offer else row["category"],
        "service_code": row["category"],
        "description": None,
        "agency_responsible": name,
        "service_notice": promised(row["due_at"]),
        "requested_datetime": _moment(row["reported_at"]),
        "updated_datetime": _moment(row["updated_at"]),
        "expected_datetime": _moment(row["due_at"]),
        "address": place["address"] if place else " ".join(filter(None, (name, row["grid_name"]))),
        "address_id": place["building"] if place else None,
        "zipcode": None,
        "lat": place["lat"] if place else None,
        "long": place["lon"] if place else None,
        "media_url": None,
        "extended_attributes": {
            "jurisdiction_id": community_code(row["community"]),
            "grid_code": row["grid_code"],
            "grid_name": row["grid_name"],
            "promised_deadline": _moment(row["due_at"]),
            "deadline_clause": row["clause"],
            "stage": row["status"],
            "level": row["level"],
            "closed_datetime": _moment(row["closed_at"]),
        }
        | more,
    }


def _status(stage: str) -> str:
    return "closed" if stage == "closed" else "open"


def promised(due: datetime | None) -> str | None:
    """In words for whoever reported, by the time of where they live."""
    return due and text("open311.promised", due=f"{due.astimezone(CHINA):%Y-%m-%d %H:%M}")


def _moment(at: datetime | None) -> str | None:
    return at and at.astimezone(CHINA).isoformat(timespec="seconds")


def _scope(ctx: Ctx, community: CommunityId) -> Scope | None:
    """None for the public, and for staff of elsewhere: they are told what everybody is."""
    try:
        return None if ctx.actor is PUBLIC else scope_of(ctx, community)
    except NotYours:
        return None
