"""The public board of a community: who answers for which grid, with which duties; telephones, notices, whether anybody is there now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

from api import personal
from api.context import Ctx
from api.opening import opening
from domain.ids import CommunityId
from domain.policy import PolicyProfile
from projections import lineage, notices, responsibility

VIEWS = ("notices", "responsibility", "rota", "grids")


def board(ctx: Ctx, connection: Connection[Any], community: CommunityId, profile: PolicyProfile) -> dict[str, Any]:
    """For everybody: of wardens the name, duties and area, and the office telephone; nothing else of anybody."""
    phones = notices.telephones(connection, community) or {"hotline": "", "supervision": ""}
    return {
        "roster": roster(ctx, connection, community, profile),
        "telephones": {name: phones[name] for name in ("hotline", "supervision")},
        "notices": notices.standing(connection, community, ctx.today),
        "opening": opening(ctx, connection, community, profile),
    }


def roster(
    ctx: Ctx, connection: Connection[Any], community: CommunityId, profile: PolicyProfile, at: datetime | None = None
) -> list[dict[str, Any]]:
    """One line a grid: code and name of the area, title, duties, holder A and B by name and office telephone."""
    answers = [one for one in responsibility.roster(connection, lineage.holding(connection, community, at), at) if one.grid]
    names = personal.names_of(ctx, (one for answer in answers for one in (answer.a, answer.b)))

    def person(named: responsibility.Named | None) -> dict[str, Any] | None:
        return named and {part: names[named.warden].get(part) for part in ("name", "phone")}

    return [
        {"grid": one.grid, "code": one.code, "area": one.name, "title": one.title, "duties": duties(profile)}
        | {"a": person(one.a), "b": person(one.b)}
        for one in answers
    ]


def duties(profile: PolicyProfile) -> list[str]:
    """What the profile sends a warden out for."""
    return [purpose.title for purpose in profile.purposes.values()]
