"""Cover follows the boundaries: what happens to the posts when a plan takes effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from domain import cover
from domain.cover import Post, Roster
from domain.duty.events import PostClosed, PostDefined, PrimaryAppointed, StandbyDesignated, StoodIn
from domain.duty.requirements import standing_post
from domain.ids import CommunityId, GridId, PostId
from domain.in_time import Fact
from domain.schema import Events
from domain.values import DrawnGrid


def carry_over(
    state: Roster | None,
    grids: Iterable[DrawnGrid],
    retired: Iterable[GridId],
    *,
    at: datetime,
    document: str,
    title: str | None = None,
    community: CommunityId | None = None,
) -> Events:
    """A new grid gets a post with A, B and stand-ins of the first grid it came from; posts of retired grids close; the others stay.

    grids: all grids of the enacted plan. at: when it takes effect. title: opens a vacant post also for a new grid whose
    origins have none; without it such a grid stays without a post. community: opens the roster where there is none yet.
    """
    if state is None and community is not None:
        state = Roster(community=community, wardens={}, posts={}, leaves={})
    if state is None:
        return ()
    opened = [event for grid in grids for event in _succeed(state, grid, at, document, title)]
    closing = [cover.post_of(state, grid, at) for grid in retired]
    return (*opened, *(PostClosed(post=post.post, reason=document) for post in closing if post is not None))


def carry_later(state: Roster | None, grids: Iterable[DrawnGrid], *, at: datetime, document: str) -> tuple[Fact, ...]:
    """Changes of holder that are known for after `at`: the new grid's post follows those of the grid it came from. With carry_over."""
    if state is None:
        return ()
    new = [grid for grid in grids if standing_post(state, grid.grid, at) is None]
    return tuple(fact for grid in new if (parent := _origin(state, grid, at)) for fact in _changes(state, parent, grid.grid, at, document))


def _changes(state: Roster, parent: Post, grid: GridId, at: datetime, document: str) -> Iterator[Fact]:
    post = _post_id(state, grid)
    for one in parent.primaries:
        if one.since > at:
            yield PrimaryAppointed(post=post, warden=one.warden, replaces=None, document=document), one.since
    for one in parent.standbys:
        if one.since > at:
            yield StandbyDesignated(post=post, warden=one.warden, replaces=None), one.since


def _origin(state: Roster, grid: DrawnGrid, at: datetime) -> Post | None:
    """The post of the first grid that this one came from."""
    return next((post for origin in grid.came_from if (post := cover.post_of(state, origin, at)) is not None), None)


def _succeed(state: Roster, grid: DrawnGrid, at: datetime, document: str, title: str | None) -> Events:
    if standing_post(state, grid.grid, at) is not None:
        return ()
    parent = _origin(state, grid, at)
    named = parent.title if parent is not None else title
    if named is None:
        return ()
    post = _post_id(state, grid.grid)
    defined = PostDefined(community=state.community, post=post, grid=grid.grid, title=named)
    return (defined, *(_inherited(state, parent, post, at, document) if parent is not None else ()))


def _inherited(state: Roster, parent: Post, post: PostId, at: datetime, document: str) -> Events:
    primary, standby = cover.holder(parent.primaries, at), cover.holder(parent.standbys, at)
    events: Events = ()
    if primary is not None and state.wardens[primary].is_enrolled(at):
        events += (PrimaryAppointed(post=post, warden=primary, replaces=None, document=document),)
    if standby is not None and state.wardens[standby].is_enrolled(at):
        events += (StandbyDesignated(post=post, warden=standby, replaces=None),)
    return (*events, *_stand_ins(parent, post, at, document))


def _stand_ins(parent: Post, post: PostId, at: datetime, document: str) -> Iterator[StoodIn]:
    """Whoever stands in for the parent, now or later on, does so for the new grid: a leave of A may count on it."""
    for one in parent.stand_ins:
        if one.period.ends_at is not None and at < one.period.ends_at:
            starts_at = max(at, one.period.starts_at)
            yield StoodIn(post=post, warden=one.warden, starts_at=starts_at, ends_at=one.period.ends_at, reason=document)


def _post_id(state: Roster, grid: GridId) -> PostId:
    """The grid's own key, so that replaying the decision names the same post; with a number when an earlier post had it."""
    key = grid.removeprefix("grd-")
    candidate, number = PostId(f"pst-{key}"), 1
    while candidate in state.posts:
        number += 1
        candidate = PostId(f"pst-{key}n{number}")
    return candidate
