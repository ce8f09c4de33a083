"""The organisation tree (社区、片长、楼组长) as it stood: who led the community's bodies, grids and building groups then, vacancies too."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from api import personal
from api.commands.evidence import day_of, profile_on
from api.commands.governance.deciding import owner_of
from api.commands.structure.teams import named
from api.context import Ctx
from domain.ids import CommunityId
from projections import lineage, responsibility, teams


def tree(ctx: Ctx, code: str, at: datetime | None = None) -> dict[str, Any]:
    """By the titles of the profile in force then. at: None for now. grids by code; a, b, head None: vacant."""
    owner, _ = owner_of(ctx, code)
    at = at or ctx.now
    profile = profile_on(owner, at)
    ctx.office.freshen("grids", "responsibility", teams.NAME, lineage.NAME)
    with ctx.office.reading() as connection:
        sections = personal.answered(ctx, responsibility.roster(connection, lineage.holding(connection, owner.stream, at), at))
        groups = named(ctx, teams.groups_on(connection, lineage.holding(connection, owner.stream, at) or owner.stream, at))
        bodies = [one for one in lineage.bodies_of(connection, CommunityId(owner.stream)) if _stood(one["abolished_on"], at)]
        known = lineage.community_of(connection, owner.stream) or {}
    below: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in groups:
        below[one["grid"]].append(one)
    posts = {level: profile.posts[level].title if level in profile.posts else None for level in ("grid", "building")}
    shown = ("grid", "code", "name", "post", "title", "a", "b", "on_duty", "on_duty_as")
    return {
        "at": at,
        "community": {"name": _name(known, at), "profile": profile.key, "tiers": [tier.title for tier in profile.tiers]},
        "titles": posts,
        "bodies": [{"kind": one["kind"], "name": one["name"]} for one in bodies],
        "grids": [{key: one[key] for key in shown} | {"groups": below[one["grid"]]} for one in sections if one["grid"]],
    }


def _stood(ended_on: Any, at: datetime) -> bool:
    return ended_on is None or day_of(at) < ended_on


def _name(known: dict[str, Any], at: datetime) -> str | None:
    """As it was called then; the first name before that."""
    names = known.get("names") or []
    then = [one for one in names if datetime.fromisoformat(one["since"]) <= at]
    return (then or names)[-1 if then else 0]["name"] if names else None
