"""The roster folded from its events, each with the time from which it holds."""

from __future__ import annotations

from bisect import insort_right
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from domain.cover import Absence, Holding, Period, Post, Roster, Warden
from domain.duty.events import (
    HandedOver,
    LeaveEnded,
    LeaveGranted,
    PostClosed,
    PostDefined,
    PrimaryAppointed,
    ShareHandedOver,
    StandbyDesignated,
    StoodIn,
    WardenEnrolled,
    WardenLeft,
)
from domain.ids import WardenId
from domain.schema import Event

State = Roster


def evolve(state: State | None, event: Event, at: datetime) -> State:
    """at: the event's effective time. Events may come in any order of their effective times."""
    match event:
        case WardenEnrolled():
            return _with_warden(_opened(state, event), event, at)
        case PostDefined():
            post = Post(post=event.post, grid=event.grid, title=event.title, opened=Period(at, None))
            return _with_post(_opened(state, event), post)
        case HandedOver() | ShareHandedOver() if state is not None:
            return state
        case WardenLeft() if state is not None:
            known = state.wardens[event.warden]
            served = tuple(Period(one.starts_at, at) if one.holds(at) else one for one in known.served)
            return replace(state, wardens={**state.wardens, event.warden: replace(known, served=served)})
        case LeaveGranted() if state is not None:
            leave = Absence(event.warden, Period(event.starts_at, event.ends_at))
            return replace(state, leaves={**state.leaves, event.leave: leave})
        case LeaveEnded() if state is not None:
            leave = state.leaves[event.leave]
            shorter = replace(leave, period=Period(leave.period.starts_at, event.ends_at))
            return replace(state, leaves={**state.leaves, event.leave: shorter})
        case PostClosed() | PrimaryAppointed() | StandbyDesignated() | StoodIn() if state is not None:
            return _with_post(state, _changed(state.posts[event.post], event, at))
        case _:
            raise TypeError(f"not an event of this roster: {type(event).__name__}")


def fold(facts: Iterable[tuple[Event, datetime]]) -> State | None:
    """facts: (event, effective time) in the order of the stream."""
    state: State | None = None
    for event, at in facts:
        state = evolve(state, event, at)
    return state


def _changed(post: Post, event: PostClosed | PrimaryAppointed | StandbyDesignated | StoodIn, at: datetime) -> Post:
    match event:
        case PostClosed():
            return replace(post, opened=Period(post.opened.starts_at, at))
        case PrimaryAppointed():
            return replace(post, primaries=_held(post.primaries, event.warden, at))
        case StandbyDesignated():
            return replace(post, standbys=_held(post.standbys, event.warden, at))
        case StoodIn():
            named = Absence(event.warden, Period(event.starts_at, event.ends_at))
            return replace(post, stand_ins=(*post.stand_ins, named))


def _held(holdings: tuple[Holding, ...], warden: WardenId, since: datetime) -> tuple[Holding, ...]:
    inserted = list(holdings)
    insort_right(inserted, Holding(warden, since), key=lambda holding: holding.since)
    return tuple(inserted)


def _with_warden(state: State, event: WardenEnrolled, at: datetime) -> State:
    before = state.wardens[event.warden].served if event.warden in state.wardens else ()
    served = tuple(sorted((*before, Period(at, None)), key=lambda period: period.starts_at))
    warden = Warden(warden=event.warden, account=event.account, employment=event.employment, served=served)
    return replace(state, wardens={**state.wardens, event.warden: warden})


def _with_post(state: State, post: Post) -> State:
    return replace(state, posts={**state.posts, post.post: post})


def _opened(state: State | None, event: WardenEnrolled | PostDefined) -> State:
    return state or Roster(community=event.community, wardens={}, posts={}, leaves={})
