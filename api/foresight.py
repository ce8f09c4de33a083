"""What the desk sees before a matter is registered: where it lies, who answers there now, what runs close by, when it would be due."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from api import answers
from api.answers import Question
from api.china_days import calendar_of
from api.commands import ticket_intake
from api.commands.evidence import hold_community, holding, profile_on
from api.commands.ticket_intake import Asked
from api.context import Ctx
from api.deadlines import due
from domain.ids import BuildingId, community_code
from domain.policy import PolicyProfile
from domain.policy_terms import Deadline
from domain.ticket import Level
from projections import grids

SHOWN = ("ticket", "number", "category", "status", "responsible", "grid_now", "reported_at", "distance_m")


def foresee(ctx: Ctx, code: str, question: Question, category: str) -> dict[str, Any]:
    """Nothing is written. category: blank until it is known; then the deadline comes with its clause.

    Raises AddressUnknown, AddressAmbiguous (candidates), PlaceOutside, InputInvalid for a place of another community, RuleUnknown.
    """
    owner = hold_community(ctx, code)
    assert owner.state is not None
    profile, kept = profile_on(owner, ctx.now), holding(ctx, owner.state.community, ctx.now)
    own = replace(question, community=kept[0]) if len(kept) == 1 else question
    told = answers.whois(ctx, own, None)
    point = (own.lon, own.lat) if own.lon is not None and own.lat is not None else None
    building = BuildingId(told["building"]) if told["building"] and point is None else None
    place = ticket_intake.where(ctx, owner.state, profile, Asked("", "", building=building, place=point))
    who, warden = ticket_intake.hands_in(ctx, owner.state.community, place.grid).in_grid
    return told | {
        "lon": place.point and place.point[0],
        "lat": place.point and place.point[1],
        "near": place.near and _named(ctx, place.near.other) | {"distance_m": place.near.distance_m},
        "nearby": [{name: one[name] for name in SHOWN} for one in place.nearby],
        "within_m": profile.number("ticket.nearby_metres"),
        "within_days": profile.number("ticket.nearby_days"),
        "responsible": who,
        "warden": warden,
        "deadline": _deadline(ctx, profile, category) if category else None,
    }


def matters(ctx: Ctx, code: str) -> dict[str, Any]:
    """What the regulation in force asks of whoever takes matters in: categories with their time, classes with their way, notices."""
    owner = hold_community(ctx, code)
    assert owner.state is not None
    profile = profile_on(owner, ctx.now)
    categories = [
        {"key": one.key, "zh": one.title, "en": one.english} | _time(one.deadline) | {"clause": one.deadline.source.clause}
        for one in profile.categories.values()
    ]
    scopes = [
        {"key": one.scope, "zh": one.title, "level": one.level, "is_immediate": one.is_immediate, "clause": one.source.clause}
        for one in profile.routes.values()
    ]
    handlings = [{"key": one.handling, "zh": one.title, "level": one.level} for one in profile.handlings.values()]
    return {
        "community": community_code(owner.state.community),
        "profile": profile.key,
        "calendar": calendar_of(ctx).version,
        "categories": categories,
        "scopes": scopes,
        "handlings": handlings,
        "levels": [one.value for one in Level],
        "notices": {"value": profile.number("ticket.material_notices"), "clause": profile.rule("ticket.material_notices").clause},
    }


def _deadline(ctx: Ctx, profile: PolicyProfile, key: str) -> dict[str, Any]:
    category, days = profile.category(key), calendar_of(ctx)
    found = due(category.deadline, ctx.now, profile, days)
    return {"due_at": found.at, "clause": found.clause, "calendar": days.version} | _time(category.deadline)


def _time(deadline: Deadline) -> dict[str, Any]:
    return {"value": deadline.value, "clock": deadline.clock}


def _named(ctx: Ctx, grid: str) -> dict[str, Any]:
    with ctx.office.reading() as connection:
        versions = grids.grid_history(connection, grid)
    last = versions[-1] if versions else {}
    return {"grid": grid, "code": last.get("code"), "name": last.get("name")}
