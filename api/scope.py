"""Nobody sees what is not theirs: which communities and grids an actor may look at, at this moment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg import Connection

from api.commands.evidence import hold, require_community
from api.commands.roster import hold_roster
from api.context import Actor, Ctx
from api.problems import NotYours
from api.row_walls import Shown, Untils
from api.unchanged import Answer
from domain import cover, household
from domain.cover import Roster
from domain.errors import Unknown
from domain.ids import CommunityId, GridId, HouseholdId, WardenId
from domain.schema import Event
from projections import responsibility

READERS = ("planner", "approver", "desk", "auditor", "reporter", "admin", "warden")


@dataclass(frozen=True)
class Scope:
    """grids: None for everybody but wardens; a warden's own grids and those covered at this moment. is_recorded: with the warden's own
    service record."""

    actor: Actor
    grids: frozenset[GridId] | None = None
    community: CommunityId | None = None
    roster: Roster | None = None
    is_recorded: bool = False

    @property
    def shown(self) -> Shown | None:
        """What a session may show; None: everything. The public has a role of its own, which needs no scope."""
        if self.actor.role != "warden" and not self.actor.communities:
            return None
        own = self.actor.warden if self.is_recorded else None
        return Shown(frozenset((*self.actor.communities, *([self.community] if self.community else ()))), self.grids, own)

    def untils(self, now: datetime) -> Untils:
        """Until when each grid stays in sight."""
        if self.roster is None or self.grids is None:
            return {}
        return {grid: cover.seen_until(self.roster, WardenId(str(self.actor.warden)), grid, now) for grid in self.grids}

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
        return Scope(actor, community=community)
    roster = hold_roster(ctx, community).state
    known = roster.wardens.get(WardenId(actor.warden)) if roster and actor.warden else None
    if roster is None or known is None or not known.is_enrolled(ctx.now):
        raise NotYours()
    beat = cover.grids_of(roster, known.warden, ctx.now)
    return Scope(actor, frozenset((*beat.own, *beat.covered)), community, roster)


def everywhere(ctx: Ctx) -> Scope:
    """All that the actor may look at: the grids and the record of a warden, the communities of an account.

    Raises NotYours for a warden on no roster.
    """
    if ctx.actor.role != "warden":
        return Scope(ctx.actor)
    return replace(scope_of(ctx, employer_of(ctx)), is_recorded=True)


def employer_of(ctx: Ctx) -> CommunityId:
    """On whose roster the actor stands. Raises NotYours."""

    def ask() -> Answer:
        with ctx.office.reading() as connection:
            return Answer(responsibility.employer(connection, ctx.actor.warden) if ctx.actor.warden else None)

    found = ctx.office.unchanged.get(ctx.state, ("employer", ctx.actor.warden), ctx.now, ask)
    if found is None:
        raise NotYours()
    return CommunityId(found)


def inside(ctx: Ctx) -> AbstractContextManager[Connection[Any]]:
    """A connection that PostgreSQL keeps inside all that the actor may look at: for questions that name no community."""
    return looking(ctx, everywhere(ctx))


def standing_of(ctx: Ctx, hh: HouseholdId) -> tuple[Scope, GridId | None]:
    """The actor's scope in the household's community, and the household's grid. Raises HouseholdUnknown, NotYours."""
    state = hold(ctx, hh, household.fold, ctx.now).state
    if state is None:
        raise household.HouseholdUnknown()
    return scope_of(ctx, state.community), state.grid


def require_home(ctx: Ctx, scope: Scope, hh: HouseholdId, warden: WardenId) -> None:
    """What was written at a home goes with the home: a warden reads it while the home is in the own grids, or wrote it. Raises NotYours."""
    if scope.grids is not None and warden != ctx.actor.warden:
        scope.require_grid(standing_of(ctx, hh)[1])


def mine(ctx: Ctx, hh: str) -> Ctx:
    """The context, when the household as it stands is in the actor's scope. Raises HouseholdUnknown, NotYours."""
    scope, grid = standing_of(ctx, HouseholdId(hh))
    scope.require_grid(grid)
    return ctx


def in_community(ctx: Ctx, stream: str, fold: Callable[[Iterable[Event]], Any], unknown: type[Unknown]) -> Ctx:
    """The context, when what stands in the stream is of a community in the actor's scope. Raises `unknown`, NotYours."""
    state = fold(each.body for each in ctx.journal.read(stream))
    if state is None:
        raise unknown()
    scope_of(ctx, state.community)
    return ctx


@contextmanager
def looking(ctx: Ctx, scope: Scope) -> Iterator[Connection[Any]]:
    """A connection that PostgreSQL itself keeps inside the scope; one to everything for who may see everything."""
    if scope.actor.role == "public":
        with ctx.office.publicly() as connection:
            yield connection
    elif scope.shown is None:
        with ctx.office.reading() as connection:
            yield connection
    else:
        with ctx.office.walls.within(scope.shown, ctx.now, lambda: scope.untils(ctx.now)) as connection:
            yield connection
