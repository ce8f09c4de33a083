"""What a route reads of a community: inside the caller's scope, with what the caller wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from fastapi import Request
from psycopg import Connection

from api.calls import caught_up, office_of
from api.context import Actor, Ctx
from api.scope import Scope, looking, scope_of
from domain.community import CommunityUnknown
from domain.ids import CommunityId, community_id
from projections import lineage


@contextmanager
def reading(request: Request, actor: Actor, code: str, *views: str) -> Iterator[tuple[Connection[Any], CommunityId]]:
    """A connection to the named read models, caught up with the caller's own writes (X-Journal-Position), inside the actor's scope.

    Raises CommunityCodeInvalid, NotYours, CommunityUnknown, ProjectionBehind.
    """
    ctx, scope, community = _entering(request, actor, code, views)
    with looking(ctx, scope) as connection:
        yield connection, community


@contextmanager
def counting(request: Request, actor: Actor, code: str, *views: str) -> Iterator[tuple[Connection[Any], CommunityId]]:
    """As `reading`, for figures of the whole community, whichever of its grids are the actor's: nothing read here is told row by row."""
    ctx, scope, community = _entering(request, actor, code, views)
    with looking(ctx, replace(scope, grids=None)) as connection:
        yield connection, community


def _entering(request: Request, actor: Actor, code: str, views: tuple[str, ...]) -> tuple[Ctx, Scope, CommunityId]:
    community = community_id(code)
    ctx = office_of(request).ctx(actor)
    scope = scope_of(ctx, community)
    if not ctx.journal.versions([community])[community]:
        raise CommunityUnknown()
    caught_up(request, *views, *((lineage.NAME,) if views else ()))
    return ctx, scope, community
