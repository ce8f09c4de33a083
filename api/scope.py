"""Nobody sees what is not theirs: which communities and grids an actor may look at, at this moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from psycopg import Connection

from api.calls import office_of
from api.commands.roster import hold_roster
from api.context import Actor, Ctx
from api.problems import NotYours
from domain import cover
from domain.community import CommunityCodeInvalid
from domain.ids import CommunityId, GridId, WardenId, community_id

READERS = ("planner", "approver", "desk", "auditor", "reporter", "admin", "warden")
PERSONAL = ("desk", "auditor", "warden")
"""Roles that may open personal data, each time with a purpose that is written down."""


@dataclass(frozen=True)
class Scope:
    """grids: None for everybody but wardens; a warden's own grids and those covered at this moment."""

    actor: Actor
    grids: frozenset[GridId] | None = None

    def require_grid(self, grid: str | None) -> None:
        if self.grids is not None and grid not in self.grids:
            raise NotYours()

    def holds(self, grid: str | None) -> bool:
        return self.grids is None or grid in self.grids


def scope_of(ctx: Ctx, community: CommunityId) -> Scope:
    """Raises NotYours when the community is none of the actor's."""
    actor = ctx.actor
    if actor.communities and community not in actor.communities:
        raise NotYours()
    if actor.role != "warden":
        return Scope(actor)
    roster = hold_roster(ctx, community).state
    if roster is None or actor.warden is None:
        raise NotYours()
    beat = cover.grids_of(roster, WardenId(actor.warden), ctx.now)
    return Scope(actor, frozenset((*beat.own, *beat.covered)))


@contextmanager
def reading(request: Request, actor: Actor, code: str, *views: str) -> Iterator[tuple[Connection[Any], CommunityId]]:
    """A connection to the named read models, caught up with the caller's own writes (X-Journal-Position), inside the actor's scope.

    Raises CommunityCodeInvalid, NotYours, ProjectionBehind.
    """
    office = office_of(request)
    community = _community(code)
    scope_of(office.ctx(actor), community)
    written = request.headers.get("x-journal-position", "")
    if written.isdecimal():
        office.freshen(*views, position=int(written))
    with office.reading() as connection:
        yield connection, community


def _community(code: str) -> CommunityId:
    try:
        return community_id(code)
    except ValueError as wrong:
        raise CommunityCodeInvalid(digits=12) from wrong
