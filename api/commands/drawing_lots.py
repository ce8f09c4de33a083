"""The clocks of draws: visits to be checked again each day (每日抽查), and closed tickets whose people are called back (回访).

They draw where the community's own regulation asks for it; a seed stands in the journal before anything is drawn with it. A day on which
nothing ran is not made up for: what was recorded then belongs to the next draw, none escapes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from api.commands import callbacks, spot_checks
from api.commands.acting import CLOCK, Acted, Ran, each, signed
from api.commands.evidence import Held, hold, hold_community, profile_of
from api.context import CHINA, Ctx, Done, Office
from domain import callback, spot_check
from domain.callback import NothingClosed
from domain.ids import CommunityId, callback_id, community_code, spot_check_id
from domain.policy import PolicyProfile
from domain.spot_check import DrawnToday, DrawTooEarly
from projections import visit_log

SHARE, CALLS_ON = "callback.share", "callback.drawn_on"
Draw = Callable[[Ctx], Done]


def asks_for_checks(profile: PolicyProfile) -> bool:
    return not profile.rule(spot_checks.PER_DAY).source.is_default


def asks_for_calls(profile: PolicyProfile) -> bool:
    return not profile.rule(SHARE).source.is_default


def opens_at(profile: PolicyProfile) -> time:
    """The hour in China from which a day's draw is held."""
    return time.fromisoformat(str(profile.rule(spot_checks.FROM).value))


def is_day_of_calls(profile: PolicyProfile, weekday: int) -> bool:
    """weekday: 1 Monday to 7 Sunday."""
    return profile.number(CALLS_ON) == weekday


def draw_checks(office: Office, owner: CommunityId, at: datetime) -> Ran:
    """Commits the first seed, or another for one that was lost; draws once a day, where anything was recorded since the last draw."""
    code = community_code(owner)
    ctx, profile, in_force = _asked(office, owner)
    if not asks_for_checks(profile):
        return Ran()
    held = hold(ctx, spot_check_id(owner), spot_check.fold)
    if held.state is None or spot_checks.is_lost(ctx, held.state):
        return _lot(held, in_force, profile, spot_checks.PER_DAY, at, ctx, lambda given: spot_checks.commit(given, code))
    local = at.astimezone(CHINA)
    if local.time() < opens_at(profile) or held.state.last_on == local.date() or not _has_visits(ctx, owner, held.state):
        return Ran()
    due_at = local.replace(hour=opens_at(profile).hour, minute=opens_at(profile).minute, second=0, microsecond=0)
    return _lot(held, _committed(held), profile, spot_checks.PER_DAY, due_at, ctx, lambda given: spot_checks.draw(given, code))


def draw_calls(office: Office, owner: CommunityId, at: datetime) -> Ran:
    """Commits the first seed; draws on the profile's day of the week."""
    ctx, profile, in_force = _asked(office, owner)
    if not asks_for_calls(profile):
        return Ran()
    held = hold(ctx, callback_id(owner), callback.fold)
    cause = in_force if held.state is None else _committed(held)
    on_its_day = is_day_of_calls(profile, at.astimezone(CHINA).isoweekday())
    if held.state is not None and (not on_its_day or _drawn_today(held, at)):
        return Ran()
    return _lot(held, cause, profile, SHARE, at, ctx, lambda given: callbacks.draw(given, community_code(owner)))


def _lot(held: Held[Any], cause: int, profile: PolicyProfile, rule: str, due_at: datetime, ctx: Ctx, draw: Draw) -> Ran:
    """One draw under the clock's name. What another drew meanwhile, and nothing to draw from, is no failure."""
    moment = due_at.astimezone(CHINA).replace(minute=0, second=0, microsecond=0)
    given = signed(ctx, rule, profile.rule(rule).clause, cause, held.stream, moment, held.version)

    def act(_: None) -> Acted | None:
        try:
            done = draw(given)
        except (DrawnToday, DrawTooEarly, NothingClosed):
            return None
        written = ctx.journal.read(held.stream, after=held.version)
        return None if done.receipt.replayed else Acted(held.stream, due_at, tuple(one.name for one in written))

    return each((None,), act)


def _asked(office: Office, owner: CommunityId) -> tuple[Ctx, PolicyProfile, int]:
    """With it the position of the event that put the profile in force, or of a later one of the community."""
    ctx = office.ctx(CLOCK)
    known = hold_community(ctx, community_code(owner))
    assert known.state is not None
    return ctx, profile_of(known.state), known.recorded[-1].position


def _committed(held: Held[Any]) -> int:
    return max(one.position for one in held.recorded if isinstance(one.body, spot_check.SeedCommitted | callback.SeedCommitted))


def _drawn_today(held: Held[Any], at: datetime) -> bool:
    days = (one.meta.effective_at.astimezone(CHINA).date() for one in held.recorded if isinstance(one.body, callback.Drawn))
    return at.astimezone(CHINA).date() in days


def _has_visits(ctx: Ctx, owner: CommunityId, state: spot_check.State) -> bool:
    through = ctx.office.freshen(visit_log.VIEW.name)
    return bool(spot_checks.pool_of(ctx, owner, state.committed.visits_after, through).visits)
