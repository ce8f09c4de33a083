"""Check-ins, where the community's regulation asks for them, and what a person rules of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from api.commands.evidence import append, hold, hold_community, persisting, profile_of
from api.commands.roster import hold_roster
from api.context import CHINA, Ctx, Done
from domain import attendance, community, cover
from domain.attendance import Ruling
from domain.cover import Roster
from domain.duty import WardenNotOfCommunity
from domain.ids import WardenId, attendance_id
from domain.schema import Events

Decide = Callable[[attendance.State | None, community.State, tuple[time, ...], Roster], Events]


def check_in(ctx: Ctx, code: str, warden: WardenId) -> Done:
    now = ctx.now.astimezone(CHINA)

    def decide(state: attendance.State | None, owner: community.State, times: tuple[time, ...], roster: Roster) -> Events:
        away = not cover.is_available(roster, warden, ctx.now)
        return attendance.check_in(state, community=owner.community, warden=warden, now=now, times=times, on_leave=away)

    return _decided(ctx, code, warden, decide)


def rule(ctx: Ctx, code: str, warden: WardenId, on: date, ruling: Ruling) -> Done:
    """Leave that had been granted for a check-in time of the day forbids a ruling."""
    own = WardenId(ctx.actor.warden) if ctx.actor.warden else None

    def decide(state: attendance.State | None, owner: community.State, times: tuple[time, ...], roster: Roster) -> Events:
        away = any(not cover.is_available(roster, warden, datetime.combine(on, due, CHINA)) for due in times)
        told = {"community": owner.community, "warden": warden, "times": times, "on": on, "today": ctx.today}
        return attendance.rule(state, ruling=ruling, by=ctx.actor.account, own=own, on_leave=away, **told)

    return _decided(ctx, code, warden, decide)


def of_warden(ctx: Ctx, warden: WardenId) -> dict[str, Any]:
    """One warden's check-ins and rulings, by day. There is no list over wardens."""
    state = hold(ctx, attendance_id(warden), attendance.fold).state
    days = sorted({*state.checked, *state.ruled}) if state else []
    shown = [{"on": on, "checked_in": state.checked.get(on, ()), "ruling": state.ruled.get(on)} for on in days] if state else []
    return {"warden": warden, "days": shown}


def _decided(ctx: Ctx, code: str, warden: WardenId, decide: Decide) -> Done:
    def attempt() -> Done:
        owner = hold_community(ctx, code)
        assert owner.state is not None
        roster, profile = hold_roster(ctx, owner.state.community).state, profile_of(owner.state)
        if roster is None or warden not in roster.wardens:
            raise WardenNotOfCommunity(warden=warden)
        held = hold(ctx, attendance_id(warden), attendance.fold)
        times = profile.attendance.times if profile.attendance else ()
        events = decide(held.state, owner.state, times, roster)
        return append(ctx, [held.write(events)], {"warden": warden, "version": held.version + len(events)}, profile.key)

    return persisting(ctx, attempt)
