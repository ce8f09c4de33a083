"""What of the map a caller may see: communities, of wardens the own grids; and by which tag an answer about it is known again."""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

from fastapi import Query, Request
from psycopg import Connection

from api.calls import as_of, looking_of
from api.context import Actor, Ctx
from api.row_walls import Shown
from api.scope import employer_of, scope_of
from api.unchanged import Answer
from domain.community import CommunityUnknown
from domain.grid_plan import PlanUnknown
from domain.ids import CommunityId, community_id
from projections import grid_map
from projections.grid_map import Drawn, Sight


@dataclass(frozen=True)
class Asked:
    """Which map. community: 12 digits; None: all that the caller may see. plan: in whatever status, instead of what is in force."""

    community: str | None
    as_of: str | None
    plan: str | None


def asked_map(
    community: str | None = Query(None, max_length=20, description="社区编码 / community code"),
    as_of: str | None = Query(None, max_length=40, description="日期或时刻 / a day or an instant"),
    plan: str | None = Query(None, pattern="^pln-[0-9a-z]{4,40}$", description="方案 / plan or draft"),
) -> Asked:
    """A dependency."""
    return Asked(community, as_of, plan)


def sight_of(request: Request, actor: Actor, asked: Asked) -> Sight:
    """Raises CommunityCodeInvalid, InputInvalid, PlanUnknown, NotYours, ProjectionBehind."""
    return sighted(request, actor, asked)[0]


def sighted(request: Request, actor: Actor, asked: Asked) -> tuple[Sight, Ctx]:
    """With the context to look in. Raises as `sight_of`."""
    ctx = looking_of(request, actor, "grids")
    return _sight(ctx, asked), ctx


def _sight(ctx: Ctx, asked: Asked) -> Sight:
    actor, at = ctx.actor, as_of(asked.as_of) or ctx.now
    community = community_id(asked.community) if asked.community else None
    if asked.plan is not None:
        community = _planned(ctx, asked.plan, community)
    elif community is None and actor.role == "warden":
        community = employer_of(ctx)
    if community is None:
        return Sight(actor.communities or None, None, None, at)
    return Sight((community,), scope_of(ctx, community).grids, asked.plan, at)


def _planned(ctx: Ctx, plan: str, community: CommunityId | None) -> CommunityId:
    """Whose land the plan divides. Raises PlanUnknown, also where it is not the community's that was named."""

    def ask() -> Answer:
        with ctx.office.reading() as connection:
            return Answer(grid_map.community_of_plan(connection, plan))

    found = ctx.office.unchanged.get(ctx.state, ("plan", plan), ctx.now, ask)
    if found is None or community not in (None, found):
        raise PlanUnknown()
    return CommunityId(found)


def looking_at(ctx: Ctx, sight: Sight) -> AbstractContextManager[Connection[Any]]:
    """A connection kept inside the sight by PostgreSQL too; of a warden inside the community: a map tells nothing of a household, and
    shapes are found by their boxes, which no policy by grid lets an index do."""
    if sight.communities is None or not (ctx.actor.communities or sight.grids is not None):
        return ctx.office.reading()
    return ctx.office.walls.within(Shown(frozenset(sight.communities)), ctx.now, dict)


def drawn_for(connection: Connection, sight: Sight) -> Drawn:
    """Raises CommunityUnknown."""
    found = grid_map.drawn(connection, sight)
    if found is None:
        raise CommunityUnknown()
    return found


def drawn_in(ctx: Ctx, sight: Sight) -> Drawn:
    """As `drawn_for`, asked only where something was written since it was asked last. Raises CommunityUnknown."""

    def ask() -> Answer:
        with looking_at(ctx, sight) as connection:
            drawn, until = drawn_for(connection, sight), grid_map.drawn_until(connection, sight)
        return Answer(drawn, drawn.since, until)

    return cast(Drawn, ctx.office.unchanged.get(ctx.state, ("drawn", sight.communities, sight.grids, sight.plan), sight.at, ask))


def key_of(sight: Sight, drawn: Drawn, *asked: Hashable) -> tuple[Hashable, ...]:
    """Everything that an answer depends on, and so what it is kept under. Two days between which nothing changed are one."""
    return (*asked, sight.communities, sight.grids, sight.plan, drawn)


def tag_of(drawn: Drawn, key: tuple[Hashable, ...]) -> str:
    """Weak: the same tile may travel packed or not. It begins with the journal position of the last event on the map."""
    parts = [sorted(part) if isinstance(part, frozenset) else part for part in key]
    return f'W/"{drawn.position}-{sha256(repr(parts).encode()).hexdigest()[:24]}"'


def has_it(request: Request, tag: str) -> bool:
    """If-None-Match, compared weakly (RFC 9110, 13.1.2)."""
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return tag.removeprefix("W/") in known or "*" in known
