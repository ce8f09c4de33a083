"""Everybody who answered for a door between two days, and the rules a community was under: stretch by stretch, each with its ground."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from psycopg import Connection

from api import doors, personal
from api.auditing.plain import plain
from api.auditing.sheets import Told
from api.commands.evidence import hold_community
from api.context import Ctx
from api.scope import inside
from domain import community
from domain.cover import As
from domain.journal import Recorded
from domain.policy import PolicyProfile
from projections import responsibility
from projections.responsibility import Stretch
from projections.statements import Row

ANSWERED = ("since", "until", "code", "plan", "plan_document", "decided_by", "title", "a", "b", "on_duty", "on_duty_as", "reason")
RULES = ("since", "profile", "rule", "value", "clause", "quote", "is_default")


def responsible(ctx: Ctx, building: str, since: datetime, until: datetime) -> Told:
    """Grid, plan, document, who decided it; holders A and B and who was on duty, by account. reason: of the leave or stand-in because of
    which another than A was on duty. Times without an open post name nobody; times without a plan in force are left out."""
    with inside(ctx) as connection:
        lines = [line for house in doors.twins(connection, building) for line in _of_building(connection, house, since, until)]
    lines.sort(key=lambda line: line["since"])
    return _told("responsible", lines, ANSWERED, {"building": building, "from": since, "to": until})


def rules(ctx: Ctx, code: str, on: datetime | None = None) -> Told:
    """What the rules were when, each with its clause: whole for the first profile, later what became different; on: whole, as of then."""
    stretches = list(_profiles(hold_community(ctx, code).recorded))
    if on is not None:
        stretches = [([one for one in stretches if one[0] <= on] or stretches[:1])[-1]]
    lines: list[Row] = []
    before: dict[str, Row] = {}
    for start, profile in stretches:
        stated = {name: _rule(name, term) for name, term in PolicyProfile.load(profile).stated()}
        lines += [{"since": start, "profile": profile} | rule for name, rule in stated.items() if before.get(name) != rule]
        lines += [{"since": start, "profile": profile} | _dropped(rule) for name, rule in before.items() if name not in stated]
        before = stated
    return _told("rules", lines, RULES, {"community": code, "profiles": [profile for _, profile in stretches]})


def _of_building(connection: Connection[Any], building: str, since: datetime, until: datetime) -> Iterator[Row]:
    for held in responsibility.building_periods(connection, building, until):
        start, end = max(since, held["valid_from"]), min(until, held["valid_to"] or until)
        if start >= end:
            continue
        decided = {name: held[name] for name in ("grid", "code", "name", "plan", "approved_by", "decided_by", "decided_at")}
        decided |= {"building": building, "plan_document": held["document"]}
        at = start
        for one in responsibility.grid_duty(connection, held["grid"], start, end):
            if at < one.starts_at:
                yield decided | _nobody(at, one.starts_at)
            yield decided | _answered(connection, held["grid"], one, end)
            at = one.ends_at or end
        if at < end:
            yield decided | _nobody(at, end)


def _answered(connection: Connection[Any], grid: str, one: Stretch, end: datetime) -> Row:
    named = responsibility.wardens(connection, [who for who in (one.a, one.b, one.on_duty) if who])
    people = {place: who and named[who].account for place, who in (("a", one.a), ("b", one.b), ("on_duty", one.on_duty))}
    ground = _ground(connection, grid, one)
    told = {"since": one.starts_at, "until": one.ends_at or end, "post": one.post, "title": one.title, "on_duty_as": one.on_duty_as}
    return told | people | {"reason": ground and personal.without_words(ground["reason"]), "reason_position": ground and ground["position"]}


def _ground(connection: Connection[Any], grid: str, one: Stretch) -> Row | None:
    """The leave of A, or the naming of the stand-in, that held when the stretch began."""
    if one.on_duty_as == As.STAND_IN.value:
        return _holding(responsibility.grid_lines(connection, grid), "duty.stood_in", one)
    if one.a is not None and one.on_duty_as != As.A.value:
        return _holding(responsibility.warden_history(connection, one.a), "duty.leave_granted", one)
    return None


def _holding(lines: list[Row], name: str, one: Stretch) -> Row | None:
    named = (line for line in reversed(lines) if line["name"] == name)
    return next((line for line in named if _at(line, "starts_at") <= one.starts_at < _at(line, "ends_at")), None)


def _at(line: Row, field: str) -> datetime:
    return datetime.fromisoformat(line["told"][field])


def _nobody(since: datetime, until: datetime) -> Row:
    return dict.fromkeys(("post", "title", "a", "b", "on_duty", "on_duty_as", "reason", "reason_position")) | {
        "since": since,
        "until": until,
    }


def _profiles(recorded: tuple[Recorded, ...]) -> Iterator[tuple[datetime, str]]:
    opened, *rest = recorded
    yield opened.meta.effective_at, opened.body.profile
    changes = [one for one in rest if isinstance(one.body, community.ProfileChanged)]
    for one in sorted(changes, key=lambda one: one.meta.effective_at):
        yield one.meta.effective_at, one.body.profile


def _rule(name: str, term: Any) -> Row:
    """value: the term without its source."""
    source = term.source
    value = plain(term)
    for part in ("source", "key", "rule"):
        value.pop(part, None)
    shown = value.get("value") if value.keys() <= {"value", "unit"} else value
    unit = f" {value['unit']}" if value.get("unit") and value.keys() <= {"value", "unit"} else ""
    told = f"{shown}{unit}" if unit else shown
    return {"rule": name, "value": told, "clause": source.clause, "quote": source.quote, "is_default": source.is_default}


def _dropped(rule: Row) -> Row:
    """A rule that the later profile does not have."""
    return rule | {"value": None, "clause": "", "quote": "", "is_default": False}


def _told(question: str, lines: list[Row], columns: tuple[str, ...], more: dict[str, Any]) -> Told:
    named = tuple(f"audit.{column}" for column in columns)
    cells = [{f"audit.{name}": _word(one.get(name)) for name in columns} for one in lines]
    return Told(question, lines, named, cells, None, more)


def _word(value: Any) -> Any:
    if isinstance(value, dict):
        return "；".join(f"{name} {_word(part)}" for name, part in value.items() if part not in (None, {}, []))
    return "、".join(map(str, value)) if isinstance(value, list) else value
