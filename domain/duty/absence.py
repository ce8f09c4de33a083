"""Leave, and who stands in: a post that somebody answers for is never left without anybody."""

from __future__ import annotations

from datetime import datetime

from domain import cover
from domain.cover import Absence, Period, Post, Roster
from domain.duty.events import LeaveEnded, LeaveGranted, StoodIn
from domain.duty.refusals import (
    LeaveKnown,
    LeaveOnlyShrinks,
    LeaveOverlaps,
    LeaveUnknown,
    PostNotOpen,
    SamePerson,
    StandInAway,
    StandInOverlaps,
)
from domain.duty.requirements import after, enrolled, open_post, require_no_new_gap, require_period
from domain.ids import LeaveId, PostId, WardenId
from domain.schema import Events


def grant_leave(state: Roster | None, leave: LeaveId, warden: WardenId, *, starts_at: datetime, ends_at: datetime, reason: str) -> Events:
    """Refused while, for any part of it, nobody would be on duty in a post the warden answers for: as A, as B or as stand-in."""
    require_period(starts_at, ends_at)
    roster, _ = enrolled(state, warden, starts_at)
    asked = Absence(warden, Period(starts_at, ends_at))
    if leave in roster.leaves:
        if roster.leaves[leave] == asked:
            return ()
        raise LeaveKnown(leave=leave)
    for other, granted in roster.leaves.items():
        if granted.warden == warden and granted.period.meets(starts_at, ends_at):
            raise LeaveOverlaps(warden=warden, leave=other)
    decided = (LeaveGranted(leave=leave, warden=warden, starts_at=starts_at, ends_at=ends_at, reason=reason),)
    require_no_new_gap(roster, after(roster, decided, starts_at), starts_at, ends_at)
    return decided


def end_leave(state: Roster | None, leave: LeaveId, *, ends_at: datetime) -> Events:
    """Back early; at its own start the leave is cancelled."""
    if state is None or leave not in state.leaves:
        raise LeaveUnknown(leave=leave)
    period = state.leaves[leave].period
    if ends_at == period.ends_at:
        return ()
    if period.ends_at is None or not period.starts_at <= ends_at < period.ends_at:
        raise LeaveOnlyShrinks(leave=leave, starts_at=period.starts_at, ends_at=period.ends_at)
    return (LeaveEnded(leave=leave, ends_at=ends_at),)


def stand_in(state: Roster | None, post: PostId, warden: WardenId, *, starts_at: datetime, ends_at: datetime, reason: str) -> Events:
    """A named person answers for the post for a time, before A and B (代岗)."""
    require_period(starts_at, ends_at)
    roster, place = open_post(state, post, starts_at)
    if place.opened.ends_at is not None and place.opened.ends_at < ends_at:
        raise PostNotOpen(post=post, at=ends_at)
    if Absence(warden, Period(starts_at, ends_at)) in place.stand_ins:
        return ()
    _require_present(roster, warden, starts_at, ends_at)
    _require_free(place, warden, starts_at, ends_at)
    return (StoodIn(post=post, warden=warden, starts_at=starts_at, ends_at=ends_at, reason=reason),)


def _require_present(roster: Roster, warden: WardenId, starts_at: datetime, ends_at: datetime) -> None:
    _, known = enrolled(roster, warden, starts_at)
    stays = any(one.holds(starts_at) and (one.ends_at is None or ends_at <= one.ends_at) for one in known.served)
    away = any(leave.warden == warden and leave.period.meets(starts_at, ends_at) for leave in roster.leaves.values())
    if away or not stays:
        raise StandInAway(warden=warden)


def _require_free(place: Post, warden: WardenId, starts_at: datetime, ends_at: datetime) -> None:
    for other in place.stand_ins:
        if other.period.meets(starts_at, ends_at):
            taken = other.period
            raise StandInOverlaps(post=place.post, warden=other.warden, starts_at=taken.starts_at, ends_at=taken.ends_at)
    primaries = {cover.holder(place.primaries, starts_at)}
    primaries |= {holding.warden for holding in place.primaries if starts_at < holding.since < ends_at}
    if warden in primaries:
        raise SamePerson(post=place.post, warden=warden)
