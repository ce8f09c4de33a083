"""What may happen to a month of duty. The roster is evidence: who is enrolled and who is on leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from domain.cover import Roster
from domain.ids import CommunityId, RotaId, WardenId
from domain.required import require_reason
from domain.rota.drafting import Draft, is_free
from domain.rota.events import Confirmed, GapFilled, Proposed, Replaced, Shift, ShiftGiven, ShiftsSwapped
from domain.rota.refusals import (
    DrawnForPastDays,
    NothingToDraw,
    RotaConfirmed,
    RotaReplaced,
    RotaUnknown,
    ShiftPast,
    ShiftUnknown,
    WardenNotFree,
)
from domain.rota.state import State
from domain.schema import Events


def propose(state: State | None, *, rota: RotaId, community: CommunityId, month: str, calendar: str, draft: Draft) -> Events:
    """Again, while nobody has confirmed it: the newer drawing stands."""
    if state is not None and state.is_confirmed:
        raise RotaConfirmed(month=month)
    if not draft.shifts:
        raise NothingToDraw(month=month)
    shifts = {one.shift: one for one in draft.shifts}
    if state is not None and (state.shifts, state.calendar) == (shifts, calendar):
        return ()
    return (Proposed(rota=rota, community=community, month=month, calendar=calendar, shifts=draft.shifts, gaps=draft.gaps),)


def confirm(state: State | None, *, month: str, by: str, roster: Roster, replaces_until: date | None = None) -> Events:
    """replaces_until: the last day that was kept by the rota whose place it takes, where it takes one's.

    Raises WardenNotFree where somebody went on leave since the drawing, DrawnForPastDays: draw again.
    """
    if state is None:
        raise RotaUnknown(month=month)
    if state.is_confirmed:
        return ()
    if replaces_until is not None and state.first_on <= replaces_until:
        raise DrawnForPastDays(month=month, on=state.first_on)
    for one in state.shifts.values():
        _require_free(state, roster, one, one.warden)
    return (Confirmed(confirmed_by=by),)


def take_over(state: State | None, *, by: RotaId, on: date) -> Events:
    """A confirmed month of a community that ended: from that day on those of the community it ended in hold."""
    if state is None or not state.is_confirmed or state.replaced_on is not None:
        return ()
    return (Replaced(by=by, on=on),)


def swap(state: State | None, shift: str, other: str, *, month: str, roster: Roster, now: datetime, reason: str) -> Events:
    """Two people change turns. Also before the month is confirmed: then the drawing is mended."""
    held = _turn(state, shift, month, now)
    one, two = held.shifts[shift], _turn(state, other, month, now).shifts[other]
    require_reason(reason)
    if one.warden == two.warden:
        return ()
    changed = replace(held, shifts={**held.shifts, shift: replace(one, warden=two.warden), other: replace(two, warden=one.warden)})
    _require_free(changed, roster, one, two.warden)
    _require_free(changed, roster, two, one.warden)
    return (ShiftsSwapped(shift=shift, warden=two.warden, other=other, other_warden=one.warden),)


def give(state: State | None, shift: str, warden: WardenId, *, month: str, roster: Roster, now: datetime, reason: str) -> Events:
    held = _turn(state, shift, month, now)
    one = held.shifts[shift]
    require_reason(reason)
    if one.warden == warden:
        return ()
    _require_free(held, roster, one, warden)
    return (ShiftGiven(shift=shift, from_warden=one.warden, to_warden=warden),)


def fill(state: State | None, empty: Shift, warden: WardenId, *, month: str, roster: Roster, now: datetime) -> Events:
    """empty: the gap's turn with its hours, as the templates give it."""
    if state is None:
        raise RotaUnknown(month=month)
    if empty.shift not in state.gaps:
        raise ShiftUnknown(shift=empty.shift)
    if not state.goes_on(empty):
        raise RotaReplaced(month=month, on=state.replaced_on)
    if empty.starts_at <= now:
        raise ShiftPast(shift=empty.shift, starts_at=empty.starts_at)
    _require_free(state, roster, empty, warden)
    return (GapFilled(shift=replace(empty, warden=warden)),)


def _turn(state: State | None, shift: str, month: str, now: datetime) -> State:
    """The month, in which this turn is still to come."""
    if state is None:
        raise RotaUnknown(month=month)
    if shift not in state.shifts:
        raise ShiftUnknown(shift=shift)
    if not state.goes_on(state.shifts[shift]):
        raise RotaReplaced(month=month, on=state.replaced_on)
    if state.shifts[shift].starts_at <= now:
        raise ShiftPast(shift=shift, starts_at=state.shifts[shift].starts_at)
    return state


def _require_free(state: State, roster: Roster, shift: Shift, warden: WardenId) -> None:
    if not is_free(roster, state.shifts.values(), shift, warden):
        raise WardenNotFree(shift=shift.shift, warden=warden)
