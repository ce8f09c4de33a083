"""Nobody sees what is not theirs: which communities and grids an actor may look at, at this moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from psycopg import Connection

from api.calls import caught_up, office_of
from api.commands.evidence import require_community
from api.commands.roster import hold_roster
from api.context import Actor, Ctx
from api.problems import NotYours
from domain import cover
from domain.community import CommunityCodeInvalid, CommunityUnknown
from domain.ids import CommunityId, GridId, WardenId, community_id
from projections import lineage

READERS = ("planner", "approver", "desk", "auditor", "reporter", "admin", "warden")


@dataclass(frozen=True)
class Scope:
    """grids: None for everybody but wardens; a warden's own grids and those covered at this moment."""

    actor: Actor
    grids: frozenset[GridId] | None = None

    def require_grid(self, grid: str | None) -> None:
        if self.grids is not None and grid not in self.grids:
            raise NotYours()

    def narrowed(self, grid: str | None) -> Collection[str] | None:
        """The grids a question is about: the one asked for, else all in scope; None for no limit. Raises NotYours."""
        if grid is None:
            return self.grids
        self.require_grid(grid)
        return (grid,)


def scope_of(ctx: Ctx, community: CommunityId) -> Scope:
    """Raises NotYours when the community is none of the actor's, or the actor is a warden whom its roster does not hold now."""
    actor = ctx.actor
    require_community(ctx, community)
    if actor.role != "warden":
        return Scope(actor)
    roster = hold_roster(ctx, community).state
    known = roster.wardens.get(WardenId(actor.warden)) if roster and actor.warden else None
    if roster is None or known is None or not known.is_enrolled(ctx.now):
        raise NotYours()
    beat = cover.grids_of(roster, known.warden, ctx.now)
    return Scope(actor, frozenset((*beat.own, *beat.covered)))


@contextmanager
def reading(request: Request, actor: Actor, code: str, *views: str) -> Iterator[tuple[Connection[Any], CommunityId]]:
    """A connection to the named read models, caught up with the caller's own writes (X-Journal-Position), inside the actor's scope.

    Raises CommunityCodeInvalid, NotYours, CommunityUnknown, ProjectionBehind.
    """
    office = office_of(request)
    community = community_of(code)
    ctx = office.ctx(actor)
    scope_of(ctx, community)
    if not ctx.journal.versions([community])[community]:
        raise CommunityUnknown()
    caught_up(request, *views, *((lineage.NAME,) if views else ()))
    with office.reading() as connection:
        yield connection, community


def community_of(code: str) -> CommunityId:
    """Raises CommunityCodeInvalid."""
    try:
        return community_id(code)
    except ValueError as wrong:
        raise CommunityCodeInvalid(digits=12) from wrong
