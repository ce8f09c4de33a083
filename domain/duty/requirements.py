"""What every decision about the roster asks for."""

from __future__ import annotations

from datetime import datetime

from domain import cover
from domain.cover import Post, Roster, Warden
from domain.duty.refusals import NotCovered, PeriodEmpty, PostNotOpen, PostUnknown, SamePerson, WardenNotOfCommunity
from domain.duty.roster import evolve
from domain.ids import GridId, PostId, WardenId
from domain.schema import Events


def open_post(state: Roster | None, post: PostId, at: datetime) -> tuple[Roster, Post]:
    if state is None or post not in state.posts:
        raise PostUnknown(post=post)
    if not state.posts[post].opened.holds(at):
        raise PostNotOpen(post=post, at=at)
    return state, state.posts[post]


def enrolled(state: Roster | None, warden: WardenId, at: datetime) -> tuple[Roster, Warden]:
    if state is None or warden not in state.wardens or not state.wardens[warden].is_enrolled(at):
        raise WardenNotOfCommunity(warden=warden, at=at)
    return state, state.wardens[warden]


def lasts_beyond(post: Post, at: datetime) -> bool:
    """Open at `at`, or opening later."""
    return post.opened.ends_at is None or at < post.opened.ends_at


def standing_post(state: Roster, grid: GridId, at: datetime) -> Post | None:
    """The grid's post that is open at `at` or opens later."""
    return next((post for post in state.posts.values() if post.grid == grid and lasts_beyond(post, at)), None)


def require_period(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise PeriodEmpty(starts_at=starts_at, ends_at=ends_at)


def after(state: Roster, events: Events, at: datetime) -> Roster:
    for event in events:
        state = evolve(state, event, at)
    return state


def require_two_persons(post: Post, at: datetime) -> None:
    """A and B of a post differ at `at` and ever after."""
    turns = {at} | {holding.since for holding in (*post.primaries, *post.standbys) if holding.since > at}
    for turn in turns:
        primary = cover.holder(post.primaries, turn)
        if primary is not None and primary == cover.holder(post.standbys, turn):
            raise SamePerson(post=post.post, warden=primary)


def require_no_new_gap(before: Roster, after: Roster, starts_at: datetime, ends_at: datetime | None = None) -> None:
    """Wherever somebody was on duty, somebody still is. A post that was vacant anyway refuses nothing."""
    for gap in cover.cover_gaps(after, starts_at, ends_at):
        if gap.post not in before.posts:
            continue
        for since, _ in cover.stretches(before, before.posts[gap.post], gap.starts_at, gap.ends_at):
            if cover.on_duty(before, gap.post, since) is not None:
                raise NotCovered(post=gap.post, grid=gap.grid, starts_at=gap.starts_at, ends_at=gap.ends_at)
