"""Cover (AB岗): who answers for a post at an instant, read off a roster. Pure, and the same for decisions and read models.

All periods are half-open. A roster keeps every fact with its effective time, so a fact that is entered late, or ahead of
its day, gives the answer it would have given in time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from domain.ids import CommunityId, GridId, LeaveId, PostId, WardenId


class As(StrEnum):
    """In which place of the A/B cover somebody is on duty."""

    A = "A"
    B = "B"
    STAND_IN = "stand_in"


@dataclass(frozen=True, slots=True)
class Holding:
    """From `since` until the next holding of the same place. Of two at one instant, the later entry counts."""

    warden: WardenId
    since: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """ends_at None: still running."""

    starts_at: datetime
    ends_at: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether the two share any instant; an empty period shares none."""
        empty = self.starts_at == self.ends_at
        return not empty and self.starts_at < ends_at and (self.ends_at is None or starts_at < self.ends_at)


@dataclass(frozen=True, slots=True)
class Warden:
    """served: the periods of enrolment, in order."""

    warden: WardenId
    account: str
    employment: str
    served: tuple[Period, ...]

    def is_enrolled(self, at: datetime) -> bool:
        return any(period.holds(at) for period in self.served)


@dataclass(frozen=True, slots=True)
class Absence:
    """A leave, or a stand-in: one warden, one period."""

    warden: WardenId
    period: Period


@dataclass(frozen=True, slots=True)
class Post:
    """primaries and standbys in the order of their effective times."""

    post: PostId
    grid: GridId
    title: str
    opened: Period
    primaries: tuple[Holding, ...] = ()
    standbys: tuple[Holding, ...] = ()
    stand_ins: tuple[Absence, ...] = ()

    @property
    def wardens(self) -> set[WardenId]:
        """Whoever ever stood in it."""
        return {holding.warden for holding in (*self.primaries, *self.standbys)} | {one.warden for one in self.stand_ins}


@dataclass(frozen=True)
class Roster:
    community: CommunityId
    wardens: Mapping[WardenId, Warden]
    posts: Mapping[PostId, Post]
    leaves: Mapping[LeaveId, Absence]

    @cached_property
    def named(self) -> Mapping[WardenId, Sequence[Post]]:
        """The posts in which a warden stands at any time, as A, as B or as a stand-in, in the order of `posts`."""
        found: dict[WardenId, list[Post]] = {}
        for post in self.posts.values():
            for warden in post.wardens:
                found.setdefault(warden, []).append(post)
        return found


@dataclass(frozen=True, slots=True)
class OnDuty:
    warden: WardenId
    as_: As


@dataclass(frozen=True, slots=True)
class Beat:
    """own: grids whose holder A the warden is, also while away. covered: grids where the warden is on duty for somebody else."""

    own: tuple[GridId, ...]
    covered: tuple[GridId, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A post that is open and nobody is on duty. ends_at None: without an end."""

    post: PostId
    grid: GridId
    starts_at: datetime
    ends_at: datetime | None


def holder(holdings: tuple[Holding, ...], at: datetime) -> WardenId | None:
    place = bisect_right(holdings, at, key=lambda holding: holding.since)
    return holdings[place - 1].warden if place else None


def is_available(roster: Roster, warden: WardenId, at: datetime) -> bool:
    """Enrolled and not on leave."""
    known = roster.wardens.get(warden)
    on_leave = any(leave.warden == warden and leave.period.holds(at) for leave in roster.leaves.values())
    return known is not None and known.is_enrolled(at) and not on_leave


def on_duty(roster: Roster, post: PostId, at: datetime) -> OnDuty | None:
    """A named stand-in before A, A before B, each only if available; None where nobody is, or the post is not open then."""
    place = roster.posts.get(post)
    if place is None or not place.opened.holds(at):
        return None
    return next((one for one in _candidates(place, at) if is_available(roster, one.warden, at)), None)


def post_of(roster: Roster, grid: GridId, at: datetime) -> Post | None:
    """The post that is open for a grid then; at most one is."""
    return next((post for post in roster.posts.values() if post.grid == grid and post.opened.holds(at)), None)


def on_duty_in(roster: Roster, grid: GridId, at: datetime) -> OnDuty | None:
    post = post_of(roster, grid, at)
    return None if post is None else on_duty(roster, post.post, at)


def grids_of(roster: Roster, warden: WardenId, at: datetime) -> Beat:
    """The grids a warden may see then: the own ones, and a partner's only while on duty there. None at all when not enrolled."""
    known = roster.wardens.get(warden)
    if known is None or not known.is_enrolled(at):
        return Beat(own=(), covered=())
    own, covered = [], []
    for post in roster.named.get(warden, ()):
        if post.opened.holds(at) and holder(post.primaries, at) == warden:
            own.append(post.grid)
        elif (duty := on_duty(roster, post.post, at)) is not None and duty.warden == warden:
            covered.append(post.grid)
    return Beat(own=tuple(own), covered=tuple(covered))


def seen_until(roster: Roster, warden: WardenId, grid: GridId, at: datetime) -> datetime | None:
    """When a grid that the warden may see at `at` leaves the warden's sight, as far as the roster tells; None: it does not."""
    post = post_of(roster, grid, at)
    assert post is not None
    for since, _ in stretches(roster, post, at, None):
        beat = grids_of(roster, warden, since)
        if grid not in (*beat.own, *beat.covered):
            return since
    return None


def cover_gaps(roster: Roster, starts_at: datetime, ends_at: datetime | None) -> tuple[Gap, ...]:
    """Every stretch in which an open post has nobody on duty, by post and time. ends_at None: for ever."""
    gaps: list[Gap] = []
    for post in roster.posts.values():
        for since, until in stretches(roster, post, starts_at, ends_at):
            if not post.opened.holds(since) or on_duty(roster, post.post, since) is not None:
                continue
            if gaps and gaps[-1].post == post.post and gaps[-1].ends_at == since:
                since = gaps.pop().starts_at
            gaps.append(Gap(post=post.post, grid=post.grid, starts_at=since, ends_at=until))
    return tuple(gaps)


def stretches(roster: Roster, post: Post, starts_at: datetime, ends_at: datetime | None) -> Iterator[tuple[datetime, datetime | None]]:
    """The time asked for, cut wherever the answer of `on_duty` can change."""
    inside = {at for at in _turning_points(roster, post) if starts_at < at and (ends_at is None or at < ends_at)}
    starts = [starts_at, *sorted(inside)]
    return zip(starts, [*starts[1:], ends_at], strict=True)


def _candidates(post: Post, at: datetime) -> Iterator[OnDuty]:
    yield from (OnDuty(warden=one.warden, as_=As.STAND_IN) for one in post.stand_ins if one.period.holds(at))
    for holdings, as_ in ((post.primaries, As.A), (post.standbys, As.B)):
        if (warden := holder(holdings, at)) is not None:
            yield OnDuty(warden=warden, as_=as_)


def _turning_points(roster: Roster, post: Post) -> Iterator[datetime]:
    concerned = post.wardens
    yield from (holding.since for holding in (*post.primaries, *post.standbys))
    periods = [post.opened, *(one.period for one in post.stand_ins)]
    periods += [leave.period for leave in roster.leaves.values() if leave.warden in concerned]
    periods += [period for warden in concerned & roster.wardens.keys() for period in roster.wardens[warden].served]
    for period in periods:
        yield period.starts_at
        if period.ends_at is not None:
            yield period.ends_at
