"""Duty rotas: the generator proposes a month, a person confirms it, people change turns; and days of the calendar set by document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta

from api.china_days import calendar_of
from api.commands.evidence import Held, append, hold, hold_community, holding, persisting, profile_of, require_going_on
from api.commands.roster import hold_roster
from api.context import Ctx, Done
from api.problems import InputInvalid
from domain import china_calendar, community, rota
from domain.cover import Roster
from domain.days import DayKind
from domain.ids import CALENDAR, CommunityId, WardenId, rota_id
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.rota import HOTLINE, Shift, Template, Turns
from domain.schema import Events
from projections import lineage
from projections import rota as months

MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
LOOKED_BACK = timedelta(days=365)
"""Over which turns are evened out."""
WORKING, REST, HOLIDAY = (frozenset({kind}) for kind in (DayKind.WORKING, DayKind.REST, DayKind.HOLIDAY))
ON: dict[str, frozenset[DayKind]] = {
    "noon": WORKING,
    "staggered": WORKING,
    "rest_day": REST,
    "holiday": HOLIDAY,
    HOTLINE: frozenset(DayKind),
}
"""Which days a kind of duty falls on. What a profile asks for besides (appointments, patrols) is no turn that comes round."""
Decide = Callable[[rota.State | None, Roster], Events]


def templates(profile: PolicyProfile) -> tuple[Template, ...]:
    """The profile's kinds of duty with their hours. Where it knows only one of rest days and holidays, that one covers both."""
    wanted = [kind for kind in ON if kind in profile.shifts]
    both = REST | HOLIDAY if ("rest_day" in wanted) != ("holiday" in wanted) else None
    return tuple(
        Template(
            kind,
            both if both and kind in ("rest_day", "holiday") else ON[kind],
            spans(profile, f"hours.{kind}"),
            profile.shifts[kind].persons or 1,
        )
        for kind in wanted
    )


def spans(profile: PolicyProfile, rule: str) -> tuple[tuple[time, time], ...]:
    """ "07:30-08:30、17:30-18:30" """
    told = (span.split("-") for span in str(profile.rule(rule).value).split("、"))
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in told)


def propose(ctx: Ctx, code: str, month: str) -> Done:
    """Draws the month. Nobody is on duty by it before somebody has confirmed it. gaps: turns for which nobody is free.

    Where communities that ended in this one have confirmed the month, from tomorrow on: the turns of today are theirs.
    """
    require_month(month)

    def decide() -> Done:
        owner, held = _held(ctx, code, month)
        require_going_on(ctx, owner)
        roster, calendar, profile = _roster(ctx, owner.community), calendar_of(ctx), profile_of(owner)
        since = ctx.today + timedelta(days=1) if _former(ctx, owner, month) else None
        draft = rota.draw(month, calendar.kind_of, templates(profile), roster, _turns(ctx, owner.community, month), since)
        named = {"rota": held.stream, "community": owner.community, "month": month, "calendar": calendar.version}
        events = rota.propose(held.state, **named, draft=draft)
        return _told(ctx, held, events, profile)

    return persisting(ctx, decide)


def confirm(ctx: Ctx, code: str, month: str) -> Done:
    """The months of communities that ended in this one hold no more from its first day on."""
    require_month(month)

    def attempt() -> Done:
        owner, held = _held(ctx, code, month)
        require_going_on(ctx, owner)
        former = _former(ctx, owner, month)
        given = {"month": month, "by": ctx.actor.account, "roster": _roster(ctx, owner.community)}
        events = rota.confirm(held.state, **given, replaces_until=ctx.today if former else None)
        over = [
            one.write(rota.take_over(one.state, by=rota_id(owner.community, month), on=held.state.first_on)) for one in former if held.state
        ]
        return _told(ctx, held, events, profile_of(owner), over if events else ())

    return persisting(ctx, attempt)


def swap(ctx: Ctx, code: str, month: str, shift: str, other: str) -> Done:
    def decide(state: rota.State | None, roster: Roster) -> Events:
        return rota.swap(state, shift, other, month=month, roster=roster, now=ctx.now, reason=ctx.reason)

    return _decided(ctx, code, month, decide)


def give(ctx: Ctx, code: str, month: str, shift: str, warden: WardenId) -> Done:
    """A turn to another person; a turn that nobody had finds somebody."""

    def decide(state: rota.State | None, roster: Roster) -> Events:
        if state is not None and shift in state.gaps:
            empty = _empty(ctx, code, state, shift)
            return rota.fill(state, empty, warden, month=month, roster=roster, now=ctx.now)
        return rota.give(state, shift, warden, month=month, roster=roster, now=ctx.now, reason=ctx.reason)

    return _decided(ctx, code, month, decide)


def set_day(ctx: Ctx, on: date, kind: DayKind | None) -> Done:
    """kind None: the printed calendar holds again."""

    def decide() -> Done:
        held = hold(ctx, CALENDAR, china_calendar.fold)
        events = china_calendar.set_day(held.state, on, kind, document=ctx.document)
        return append(ctx, [held.write(events)], {"on": on.isoformat(), "kind": kind and kind.value, "version": held.version + len(events)})

    return persisting(ctx, decide)


def set_year(ctx: Ctx, year: int, days: Mapping[date, DayKind]) -> Done:
    """A year's table by one document; what was set before for that year and is not in it is as printed again."""

    def decide() -> Done:
        held = hold(ctx, CALENDAR, china_calendar.fold)
        events = china_calendar.set_year(held.state, year, days, document=ctx.document)
        return append(ctx, [held.write(events)], {"year": year, "changed": len(events), "version": held.version + len(events)})

    return persisting(ctx, decide)


def require_month(month: str) -> str:
    """Raises InputInvalid unless it reads "2026-12"."""
    if not MONTH.fullmatch(month):
        raise InputInvalid(where=[{"field": "month", "code": "month.form"}])
    return month


def _decided(ctx: Ctx, code: str, month: str, decide: Decide) -> Done:
    require_month(month)

    def attempt() -> Done:
        owner, held = _held(ctx, code, month)
        return _told(ctx, held, decide(held.state, _roster(ctx, owner.community)), profile_of(owner))

    return persisting(ctx, attempt)


def _held(ctx: Ctx, code: str, month: str) -> tuple[community.State, Held[rota.State]]:
    owner = hold_community(ctx, code).state
    assert owner is not None
    return owner, hold(ctx, rota_id(owner.community, month), rota.fold)


def _former(ctx: Ctx, owner: community.State, month: str) -> list[Held[rota.State]]:
    """The same month of communities that ended in this one, where it was confirmed and holds."""
    _, *ended = holding(ctx, owner.community, ctx.now) or (owner.community,)
    found = [hold(ctx, rota_id(one, month), rota.fold) for one in ended]
    return [one for one in found if one.state is not None and one.state.is_confirmed and one.state.replaced_on is None]


def _told(ctx: Ctx, held: Held[rota.State], events: Events, profile: PolicyProfile, besides: Sequence[Write] = ()) -> Done:
    state = held.state
    for event in events:
        state = rota.evolve(state, event)
    assert state is not None
    answer = {
        "rota": held.stream,
        "month": state.month,
        "status": "confirmed" if state.is_confirmed else "proposed",
        "calendar": state.calendar,
        "shifts": len(state.shifts),
        "gaps": [{"shift": gap.shift, "kind": gap.kind, "on": gap.on.isoformat()} for gap in state.gaps.values()],
        "version": held.version + len(events),
    }
    return append(ctx, [held.write(events), *besides], answer, profile.key)


def _roster(ctx: Ctx, owner: CommunityId) -> Roster:
    return hold_roster(ctx, owner).state or Roster(owner, {}, {}, {})


def _turns(ctx: Ctx, owner: CommunityId, month: str) -> Turns:
    """What each has had in the year before the month."""
    first = rota.days_of(month)[0]
    ctx.office.freshen("rota", lineage.NAME)
    with ctx.office.reading() as connection:
        spans = [(one["community"], None, None) for one in lineage.archive(connection, owner, ctx.now)]
        found = months.turns(connection, spans, first - LOOKED_BACK, first - timedelta(days=1))
    return {(WardenId(one["warden"]), one["kind"]): one["turns"] for one in found}


def _empty(ctx: Ctx, code: str, state: rota.State, shift: str) -> Shift:
    """The turn of a gap, with the hours the profile gives it now. Raises ShiftUnknown when it gives none any more."""
    gap, calendar = state.gaps[shift], calendar_of(ctx)
    owner = hold_community(ctx, code).state
    assert owner is not None
    for template in templates(profile_of(owner)):
        if template.kind == gap.kind:
            for one in rota.empty_shifts(template, gap.on, calendar.kind_of(gap.on)):
                if one.shift == shift:
                    return one
    raise rota.ShiftUnknown(shift=shift)
