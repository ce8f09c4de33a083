"""What of a collection a caller may see, and the connection that shows no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request
from psycopg import Connection

from api.calls import caught_up
from api.context import PUBLIC, Actor
from api.ogc.collections import Collection
from api.problems import RoleForbidden, SignInRequired
from api.scope import READERS, looking, scope_of
from api.sight import Asked, looking_at, sight_of
from domain.ids import CommunityId, community_id
from projections import grid_map, map_features
from projections.grid_map import Sight


@dataclass(frozen=True)
class Extent:
    """box: west, south, east, north of the land, in degrees; began: of the first plan. None where there is none yet."""

    box: tuple[float, float, float, float] | None
    began: datetime | None


@contextmanager
def seeing(request: Request, actor: Actor, collection: Collection, community: str | None = None) -> Iterator[tuple[Connection[Any], Sight]]:
    """community: 12 digits; None: all that the caller may see. The sight's grids limit what lies by grid alone.

    Raises SignInRequired, RoleForbidden, CommunityCodeInvalid, NotYours, ProjectionBehind.
    """
    _require(actor, collection)
    ctx = caught_up(request, "grids", *collection.views).ctx(actor)
    if collection.is_open:
        with ctx.office.publicly() as connection:
            yield connection, Sight((community_id(community),) if community else None, None, None, ctx.now)
        return
    sight = sight_of(request, actor, Asked(community, None, None))
    if collection.kind == "tickets" and sight.grids is not None and sight.communities:
        with looking(ctx, scope_of(ctx, CommunityId(sight.communities[0]))) as connection:
            yield connection, sight
    else:
        with looking_at(ctx, sight) as connection:
            yield connection, sight


def extent_of(request: Request, actor: Actor, collection: Collection) -> Extent:
    """Raises as `seeing`."""
    with seeing(request, actor, collection) as (connection, sight):
        return Extent(grid_map.extent(connection, sight), map_features.began(connection, sight.communities))


def _require(actor: Actor, collection: Collection) -> None:
    if not collection.is_for(actor):
        raise SignInRequired() if actor is PUBLIC else RoleForbidden(needs=READERS)
