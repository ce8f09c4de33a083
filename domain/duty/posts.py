"""Wardens, posts, their holders A and B, and the hand-over between holders."""

from __future__ import annotations

from datetime import datetime

from domain import cover
from domain.cover import Post, Roster
from domain.duty.events import HandedOver, PostClosed, PostDefined, PrimaryAppointed, StandbyDesignated, WardenEnrolled, WardenLeft
from domain.duty.neighbours import Neighbours, require_neighbour
from domain.duty.refusals import (
    AccountTaken,
    CountsWrong,
    EmploymentUnknown,
    GridHasPost,
    GridNeedsCover,
    HoldsPosts,
    NotTheHolder,
    PostKnown,
    PostNotOpen,
    PostUnknown,
    WardenKnown,
    WardenNotOfCommunity,
)
from domain.duty.requirements import after, enrolled, lasts_beyond, open_post, require_no_new_gap, require_two_persons, standing_post
from domain.ids import CommunityId, GridId, PlanId, PostId, TicketId, WardenId
from domain.schema import Events
from domain.values import Sealed

EMPLOYMENTS = frozenset({"full_time", "part_time"})


def enroll_warden(
    state: Roster | None, *, community: CommunityId, warden: WardenId, account: str, employment: str, sealed: Sealed, at: datetime
) -> Events:
    """The first warden or post opens the roster. Whoever left may be enrolled again."""
    if employment not in EMPLOYMENTS:
        raise EmploymentUnknown(known=sorted(EMPLOYMENTS))
    for known in state.wardens.values() if state else ():
        still = [period for period in known.served if period.ends_at is None or at < period.ends_at]
        if known.warden == warden and still:
            if known.account == account:
                return ()
            raise WardenKnown(warden=warden)
        if known.account == account and known.warden != warden and still:
            raise AccountTaken(warden=known.warden)
    return (WardenEnrolled(community=community, warden=warden, account=account, employment=employment, sealed=sealed),)


def release_warden(state: Roster | None, warden: WardenId, *, at: datetime, reason: str) -> Events:
    """The warden leaves the community. A holder A hands over first; a holder B may go unless a granted leave counts on it."""
    if state is None or warden not in state.wardens:
        raise WardenNotOfCommunity(warden=warden, at=at)
    if all(period.ends_at is not None for period in state.wardens[warden].served):
        return ()
    enrolled(state, warden, at)
    if held := [post.post for post in state.posts.values() if _holds_from(post, warden, at)]:
        raise HoldsPosts(warden=warden, posts=sorted(held))
    decided = (WardenLeft(warden=warden, reason=reason),)
    require_no_new_gap(state, after(state, decided, at), at)
    return decided


def define_post(state: Roster | None, *, community: CommunityId, post: PostId, grid: GridId, title: str, at: datetime) -> Events:
    """One open post for each grid. title: as the community's policy profile names it (片长, 网格管理员…)."""
    if state is not None and post in state.posts:
        if state.posts[post].grid == grid and lasts_beyond(state.posts[post], at):
            return ()
        raise PostKnown(post=post, grid=state.posts[post].grid)
    if state is not None and (other := standing_post(state, grid, at)) is not None:
        raise GridHasPost(grid=grid, post=other.post)
    return (PostDefined(community=community, post=post, grid=grid, title=title),)


def close_post(state: Roster | None, post: PostId, *, at: datetime, reason: str, needed_by: PlanId | None = None) -> Events:
    """needed_by: the plan that draws the post's grid at `at` or later; such a grid keeps its post."""
    if state is None or post not in state.posts:
        raise PostUnknown(post=post)
    opened = state.posts[post].opened
    if opened.ends_at is not None:
        return ()
    if at < opened.starts_at:
        raise PostNotOpen(post=post, at=at)
    if needed_by is not None:
        raise GridNeedsCover(grid=state.posts[post].grid, plan=needed_by)
    return (PostClosed(post=post, reason=reason),)


def appoint_primary(
    state: Roster | None,
    post: PostId,
    warden: WardenId,
    *,
    at: datetime,
    document: str,
    standby: WardenId | None = None,
    neighbours: Neighbours | None = None,
) -> Events:
    """Holder A from `at` on. standby: the new holder B in the same breath, as when A and B change places.

    neighbours: of the post's grid, where the regulation wants B among their holders.
    """
    roster, place = open_post(state, post, at)
    enrolled(roster, warden, at)
    decided: Events = ()
    if (held := cover.holder(place.primaries, at)) != warden:
        decided += (PrimaryAppointed(post=post, warden=warden, replaces=held, document=document),)
    if standby is not None:
        require_neighbour(roster, standby, neighbours, at)
        decided += _new_standby(roster, place, standby, at)
    return _checked(roster, decided, post, at)


def designate_standby(
    state: Roster | None, post: PostId, warden: WardenId, *, at: datetime, neighbours: Neighbours | None = None
) -> Events:
    """Holder B from `at` on: on duty while A is away. A warden of the same community; one warden may hold several posts."""
    roster, place = open_post(state, post, at)
    require_neighbour(roster, warden, neighbours, at)
    return _checked(roster, _new_standby(roster, place, warden, at), post, at)


def hand_over(
    state: Roster | None,
    post: PostId,
    *,
    from_warden: WardenId,
    to_warden: WardenId,
    at: datetime,
    households: int,
    open_tickets: tuple[TicketId, ...],
    unvisited: int,
    note: Sealed | None,
    document: str,
    standby: WardenId | None = None,
    neighbours: Neighbours | None = None,
) -> Events:
    """The holder A passes the post on, naming what is passed. The open tickets themselves are dispatched by their own decisions.

    households, open_tickets, unvisited: evidence, counted in the post's grid at `at`. standby, neighbours: as for appoint_primary.
    """
    _, place = open_post(state, post, at)
    held = cover.holder(place.primaries, at)
    if held == to_warden:
        return ()
    if held != from_warden:
        raise NotTheHolder(post=post, holder=held)
    if not 0 <= unvisited <= households:
        raise CountsWrong(households=households, unvisited=unvisited)
    passed = HandedOver(
        post=post,
        from_warden=from_warden,
        to_warden=to_warden,
        households=households,
        open_tickets=tuple(dict.fromkeys(open_tickets)),
        unvisited=unvisited,
        note=note,
    )
    return (passed, *appoint_primary(state, post, to_warden, at=at, document=document, standby=standby, neighbours=neighbours))


def _new_standby(roster: Roster, place: Post, warden: WardenId, at: datetime) -> Events:
    enrolled(roster, warden, at)
    held = cover.holder(place.standbys, at)
    return () if held == warden else (StandbyDesignated(post=place.post, warden=warden, replaces=held),)


def _checked(roster: Roster, decided: Events, post: PostId, at: datetime) -> Events:
    changed = after(roster, decided, at)
    require_two_persons(changed.posts[post], at)
    require_no_new_gap(roster, changed, at)
    return decided


def _holds_from(post: Post, warden: WardenId, at: datetime) -> bool:
    if not lasts_beyond(post, at):
        return False
    coming = (holding.warden for holding in post.primaries if holding.since > at)
    return warden in (cover.holder(post.primaries, at), *coming)
