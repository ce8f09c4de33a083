"""Stopping, extending, returning, shelving (挂账), and what happens when the deadline passes.

The law it keeps: nobody changes a clock alone; a stopped clock names who approved it and when it runs again; a breach goes up the ladder
once for each rung, and acting again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import Forbidden, Invalid, Refused
from domain.schema import Events
from domain.ticket.clock_events import (
    Change,
    ClockChangeAsked,
    ClockChangeRefused,
    ClockResumed,
    ClockStopped,
    DeadlineExtended,
    Escalated,
    InterimReplied,
    Returned,
)
from domain.ticket.decisions import LEVELS
from domain.ticket.events import Level
from domain.ticket.state import State, Status, existing, still_open
from domain.values import Sealed
from domain.work_time import Timekeeping

STOPS = (Change.PAUSE, Change.SHELVING)


class ClockWithoutDeadline(Refused):
    """Nothing to stop or extend. Facts: number."""

    code = "ticket.clock_without_deadline"


class ClockChangePending(Refused):
    """One request at a time. Facts: number, change."""

    code = "ticket.clock_change_pending"


class NoClockChangeAsked(Refused):
    """Facts: number."""

    code = "ticket.no_clock_change_asked"


class ClockApprovedByAsker(Forbidden):
    """Facts: number, change."""

    code = "ticket.clock_approved_by_asker"


class ClockStands(Refused):
    """The clock is stopped. Facts: number, until."""

    code = "ticket.clock_stands"


class ClockRuns(Refused):
    """The clock is not stopped. Facts: number."""

    code = "ticket.clock_runs"


class ClockDaysOutOfRange(Invalid):
    """Facts: change, days, most, clause."""

    code = "ticket.clock_days_out_of_range"


class NoReplyOwed(Refused):
    """The ticket did not go up, or who asked was told already. Facts: number."""

    code = "ticket.no_reply_owed"


@dataclass(frozen=True, slots=True)
class Most:
    """How many days may be asked for at once, and the clause."""

    days: int
    clause: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of the profile's ladder and who answers there."""

    level: Level
    responsible: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """rungs: from below. patience: days of the ticket's clock that a level has after it went up. rule: the clause that sends it up."""

    rungs: Sequence[Rung]
    patience: int
    rule: str

    def above(self, level: Level) -> Rung | None:
        return next((rung for rung in self.rungs if LEVELS.index(rung.level) > LEVELS.index(level)), None)


def ask(state: State | None, *, by: str, change: Change, days: int | None, most: Most | None, text: Sealed, at: datetime) -> Events:
    """most: for this change; None for a return, which asks for no days."""
    known = still_open(state)
    if known.due_at is None and change is not Change.RETURN:
        raise ClockWithoutDeadline(number=known.number)
    if known.asked is not None:
        raise ClockChangePending(number=known.number, change=known.asked.change)
    if known.stopped is not None and change is not Change.RETURN:
        raise ClockStands(number=known.number, until=known.stopped.until)
    if most is not None and (days is None or not 1 <= days <= most.days):
        raise ClockDaysOutOfRange(change=change, days=days, most=most.days, value=days, limit=most.days, clause=most.clause)
    return (ClockChangeAsked(by=by, change=change, days=days if most else None, at=at, text=text),)


def approve(state: State | None, *, by: str, keep: Timekeeping, desk: str, at: datetime) -> Events:
    """Grants what was asked. desk: where a returned ticket goes."""
    known = still_open(state)
    asked = _asked_of_another(known, by)
    if asked.change is Change.RETURN:
        return (Returned(by=by, asked_by=asked.by, at=at, responsible=desk),)
    assert known.due_at is not None
    assert asked.days is not None
    if asked.change is Change.EXTENSION:
        later = keep.after(max(known.due_at, at), keep.amount(asked.days))
        return (DeadlineExtended(by=by, asked_by=asked.by, at=at, was_due_at=known.due_at, due_at=later, calendar=keep.asked),)
    return (ClockStopped(by=by, asked_by=asked.by, change=asked.change, at=at, until=at + timedelta(days=asked.days)),)


def refuse(state: State | None, *, by: str, at: datetime) -> Events:
    known = still_open(state)
    asked = _asked_of_another(known, by)
    return (ClockChangeRefused(by=by, asked_by=asked.by, change=asked.change, at=at),)


def resume(state: State | None, *, by: str, keep: Timekeeping, at: datetime) -> Events:
    known = still_open(state)
    if known.stopped is None:
        raise ClockRuns(number=known.number)
    return (_resumed(known, by, keep, at),)


def reply(state: State | None, *, by: str, text: Sealed, at: datetime) -> Events:
    """短期难以解决的向街道反映并及时向居民反馈: tell who asked that it went up."""
    known = existing(state)
    if known.reply_owed is None:
        raise NoReplyOwed(number=known.number)
    return (InterimReplied(by=by, at=at, text=text),)


def act(state: State | None, *, keep: Timekeeping, ladder: Ladder, at: datetime) -> Events:
    """What the clock itself does at `at`: runs again when its stop has ended, goes up when the deadline has passed. Nothing twice."""
    known = existing(state)
    moment = acts_at(known, keep=keep, ladder=ladder)
    if moment is None:
        return ()
    if known.stopped is not None:
        return () if at < moment else (_resumed(known, ladder.rule, keep, moment),)
    rung = ladder.above(known.responsible.level)
    if rung is None or known.due_at is None or at <= moment:
        return ()
    return (Escalated(level=rung.level, responsible=rung.responsible, due_at=known.due_at, at=at, rule=ladder.rule),)


def acts_at(state: State | None, *, keep: Timekeeping, ladder: Ladder) -> datetime | None:
    """The moment at which the clock itself acts next, as things stand: its stop ends, or its deadline is breached right after it."""
    known = existing(state)
    if known.status is Status.CLOSED:
        return None
    if known.stopped is not None:
        return known.stopped.until
    if known.due_at is None or ladder.above(known.responsible.level) is None:
        return None
    return _breaks_at(known, keep, ladder)


def _breaks_at(known: State, keep: Timekeeping, ladder: Ladder) -> datetime:
    """The deadline; after it went up, the patience that the level above has."""
    assert known.due_at is not None
    if known.escalated_at is None or known.escalated_at < known.due_at:
        return known.due_at
    return keep.after(known.escalated_at, keep.amount(ladder.patience))


def _resumed(known: State, by: str, keep: Timekeeping, at: datetime) -> ClockResumed:
    assert known.stopped is not None
    if known.due_at is None or known.due_at <= known.stopped.at:
        return ClockResumed(by=by, at=at, due_at=known.due_at)
    left = keep.used(known.stopped.at, known.due_at)
    return ClockResumed(by=by, at=at, due_at=keep.after(at, left), calendar=keep.asked)


def _asked_of_another(known: State, by: str) -> ClockChangeAsked:
    if known.asked is None:
        raise NoClockChangeAsked(number=known.number)
    if known.asked.by == by:
        raise ClockApprovedByAsker(number=known.number, change=known.asked.change)
    return known.asked
