"""Duty: wardens enrolled, posts, A/B cover, leave, stand-in, hand-over. One roster per community."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from api.commands.evidence import answering, append, coming, hold, hold_community, holding, persisting, profile_of, require_going_on
from api.commands.rosters import hold_roster as hold_roster
from api.context import Ctx, Done
from domain import community, duty, grid_plan
from domain.cover import Roster
from domain.duty.neighbours import Neighbours, holders
from domain.grid_plan import GridUnknown
from domain.ids import CommunityId, GridId, LeaveId, PlanId, PostId, TicketId, WardenId
from domain.policy import PolicyProfile
from domain.schema import Events
from projections import grids, household_history, ticket_board

Decide = Callable[[Roster | None, community.State], Events]


def enroll(ctx: Ctx, code: str, account: str, name: str, phone: str, *, employment: str = "full_time") -> Done:
    """account: the warden's sign-in name. Name and phone are sealed under the warden's own key."""
    warden = WardenId(ctx.new_id("wdn"))
    sealed = ctx.vault.seal(warden, {"name": name, "phone": phone})

    def decide(roster: Roster | None, owner: community.State) -> Events:
        return duty.enroll_warden(
            roster, community=owner.community, warden=warden, account=account, employment=employment, sealed=sealed, at=ctx.holds_from
        )

    return _decided(ctx, code, decide, {"warden": warden})


def release(ctx: Ctx, code: str, warden: WardenId) -> Done:
    return _decided(ctx, code, lambda roster, _: duty.release_warden(roster, warden, at=ctx.holds_from, reason=ctx.reason))


def define_post(ctx: Ctx, code: str, grid: GridId, title: str | None = None) -> Done:
    """title: by default what the community's profile calls who answers for a grid. Raises GridUnknown: no enacted plan drew the grid."""
    post = PostId(ctx.new_id("pst"))

    def decide(roster: Roster | None, owner: community.State) -> Events:
        require_going_on(ctx, owner, community.PostAfterEnd)
        _require_drawn(ctx, holding(ctx, owner.community, ctx.holds_from), grid)
        called = title or profile_of(owner).post("grid").title
        return duty.define_post(roster, community=owner.community, post=post, grid=grid, title=called, at=ctx.holds_from)

    return _decided(ctx, code, decide, {"post": post})


def _require_drawn(ctx: Ctx, owners: Collection[CommunityId], grid: GridId) -> None:
    ctx.office.freshen("grids")
    with ctx.office.reading() as connection:
        drawn = grids.grid_history(connection, grid)
    if not any(version["community"] in owners for version in drawn):
        raise GridUnknown(grid=grid)


def close_post(ctx: Ctx, code: str, post: PostId) -> Done:
    def decide(roster: Roster | None, owner: community.State) -> Events:
        needed_by = _drawn_from(ctx, owner, roster.posts[post].grid) if roster and post in roster.posts else None
        return duty.close_post(roster, post, at=ctx.holds_from, reason=ctx.reason, needed_by=needed_by)

    return _decided(ctx, code, decide)


def _drawn_from(ctx: Ctx, owner: community.State, grid: GridId) -> PlanId | None:
    """The plan, of those in force when the command holds or after it, that draws the grid."""
    plans = [*answering(ctx, owner.community, ctx.holds_from), *(one.plan for one in coming(owner, ctx.holds_from))]
    drawn = ((plan, grid_plan.known(hold(ctx, plan, grid_plan.fold).state)) for plan in plans)
    return next((plan for plan, state in drawn if grid in state.grids), None)


def appoint(ctx: Ctx, code: str, post: PostId, warden: WardenId, *, standby: WardenId | None = None) -> Done:
    """Holder A, and B in the same breath where one is named."""

    def decide(roster: Roster | None, owner: community.State) -> Events:
        near = neighbours_of(ctx, owner, roster, post) if standby else None
        return duty.appoint_primary(roster, post, warden, at=ctx.holds_from, document=ctx.document, standby=standby, neighbours=near)

    return _decided(ctx, code, decide)


def designate(ctx: Ctx, code: str, post: PostId, warden: WardenId) -> Done:
    def decide(roster: Roster | None, owner: community.State) -> Events:
        near = neighbours_of(ctx, owner, roster, post)
        return duty.designate_standby(roster, post, warden, at=ctx.holds_from, neighbours=near)

    return _decided(ctx, code, decide)


def neighbours_of(ctx: Ctx, owner: community.State, roster: Roster | None, post: PostId) -> Neighbours | None:
    """The grids that touch the post's under the plan in force; None where the regulation does not want B from next door."""
    profile = profile_of(owner)
    if profile.cover.meaning != "neighbour" or roster is None or post not in roster.posts:
        return None
    return Neighbours(frozenset(touching(ctx, owner, roster.posts[post].grid)), profile.cover.source.clause)


def touching(ctx: Ctx, owner: community.State, grid: GridId) -> dict[GridId, float]:
    """The grids that share a border with this one under the plan in force, with its metres."""
    from api.commands.ground import graph_of  # the map engine: few questions of duty ask anything of the land
    from gis.bordering import bordering

    plans = (grid_plan.known(hold(ctx, one, grid_plan.fold).state) for one in answering(ctx, owner.community, ctx.holds_from))
    drawn = next((one for one in plans if grid in one.grids), None)
    if drawn is None:
        return {}
    graph = graph_of(ctx.journal, drawn.tessellation)
    return bordering(graph, grid_plan.assignment(grid_plan.in_code_order(drawn))).get(grid, {})


def suggest_standby(ctx: Ctx, code: str, post: PostId) -> list[dict[str, Any]]:
    """Who could be B from next door: holders A of the touching grids, the longest common border first. Raises PostUnknown."""
    owner = hold_community(ctx, code).state  # within the actor's communities
    assert owner is not None
    roster = hold_roster(ctx, owner.community).state
    if roster is None or post not in roster.posts:
        raise duty.PostUnknown(post=post)
    near = touching(ctx, owner, roster.posts[post].grid)
    held = holders(roster, Neighbours(frozenset(near), ""), ctx.holds_from)
    order = sorted(held, key=lambda grid: (-near[grid], grid))
    return [{"grid": grid, "warden": held[grid], "border_m": round(near[grid], 1)} for grid in order]


def grant_leave(ctx: Ctx, code: str, warden: WardenId, starts_at: datetime, ends_at: datetime) -> Done:
    leave = LeaveId(ctx.new_id("lev"))

    def decide(roster: Roster | None, _: community.State) -> Events:
        return duty.grant_leave(roster, leave, warden, starts_at=starts_at, ends_at=ends_at, reason=ctx.reason)

    return _decided(ctx, code, decide, {"leave": leave})


def end_leave(ctx: Ctx, code: str, leave: LeaveId, ends_at: datetime) -> Done:
    return _decided(ctx, code, lambda roster, _: duty.end_leave(roster, leave, ends_at=ends_at))


def stand_in(ctx: Ctx, code: str, post: PostId, warden: WardenId, starts_at: datetime, ends_at: datetime) -> Done:
    def decide(roster: Roster | None, _: community.State) -> Events:
        return duty.stand_in(roster, post, warden, starts_at=starts_at, ends_at=ends_at, reason=ctx.reason)

    return _decided(ctx, code, decide)


def hand_over(
    ctx: Ctx, code: str, post: PostId, from_warden: WardenId, to_warden: WardenId, *, note: str = "", standby: WardenId | None = None
) -> Done:
    """A passes the post on. What is passed is counted here: households, open tickets, homes unvisited. standby: a new B too."""
    ctx.office.freshen("household_history", "ticket_board", "responsibility")
    sealed = ctx.vault.seal(to_warden, {"text": note}) if note else None

    def decide(roster: Roster | None, owner: community.State) -> Events:
        if roster is None or post not in roster.posts:
            raise duty.PostUnknown(post=post)
        named = {"standby": standby, "neighbours": neighbours_of(ctx, owner, roster, post) if standby else None}
        grid = roster.posts[post].grid
        with ctx.office.reading() as connection:
            passed = _passed(connection, grid, profile_of(owner), ctx.holds_from)
        given = {"from_warden": from_warden, "to_warden": to_warden, "at": ctx.holds_from, "note": sealed, "document": ctx.document}
        return duty.hand_over(roster, post, **given, **passed, **named)

    return _decided(ctx, code, decide)


def _passed(connection: Any, grid: GridId, profile: PolicyProfile, at: datetime) -> dict[str, Any]:
    """Unvisited is a home without any visit in the days that the profile gives to knowing its people (人员类别清)."""
    since = at - timedelta(days=profile.six_clear["people"].within_days)
    households, unvisited = household_history.visited(connection, grid, at, since)
    tickets = tuple(TicketId(row["ticket"]) for row in ticket_board.open_in_grid(connection, grid, at))
    return {"households": households, "unvisited": unvisited, "open_tickets": tickets}


def _decided(ctx: Ctx, code: str, decide: Decide, answer: dict[str, Any] | None = None) -> Done:
    def attempt() -> Done:
        owner = hold_community(ctx, code)
        assert owner.state is not None
        held = hold_roster(ctx, owner.state.community)
        events = decide(held.state, owner.state)
        told = {"roster": held.stream, "version": held.version + len(events)} | (answer or {})
        return append(ctx, held.writes(events), told, owner.state.profile)

    return persisting(ctx, attempt)
