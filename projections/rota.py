"""Rota: months of duty turn by turn, who is on which turn, how many each has had; and the days that the calendar was changed by.

Turns of a drawing that nobody has confirmed are shown with their month and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg

from domain import china_calendar, rota
from projections.moments import AsOf, moment
from projections.records import stamp
from projections.sheets import Sheet, Sheets
from projections.statements import Row, row, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "rota"
Span = tuple[str, date | None, date | None]
"""A community whose turns count from the first day on, until before the second (projections.lineage.spans)."""
_CHANGES = (rota.Proposed, rota.Confirmed, rota.ShiftsSwapped, rota.ShiftGiven, rota.GapFilled, rota.Replaced)


def _month(one: Recorded, key: str, before: Row | None) -> Row | None:
    match one.body:
        case rota.Proposed() as told:
            return _drawn(one, key, told)
        case rota.Confirmed(confirmed_by=by) if before:
            return before | {"status": "confirmed", "confirmed_by": by, "confirmed_at": stamp(one.recorded_at)}
        case rota.Replaced(by=by, on=on) if before:
            return before | {"replaced_by": by, "replaced_on": on.isoformat()}
        case rota.ShiftsSwapped() as told if before:
            return before | {"shifts": _given(before["shifts"], {told.shift: told.warden, told.other: told.other_warden})}
        case rota.ShiftGiven() as told if before:
            return before | {"shifts": _given(before["shifts"], {told.shift: told.to_warden})}
        case rota.GapFilled(shift=shift) if before:
            left = [gap for gap in before["gaps"] if gap["shift"] != shift.shift]
            return before | {"gaps": left, "shifts": sorted([*before["shifts"], _turn(shift)], key=lambda turn: turn["starts_at"])}
    return None


def _drawn(one: Recorded, key: str, told: rota.Proposed) -> Row:
    return {
        "rota": key,
        "community": told.community,
        "month": told.month,
        "calendar": told.calendar,
        "status": "proposed",
        "shifts": [_turn(shift) for shift in told.shifts],
        "gaps": [{"shift": gap.shift, "kind": gap.kind, "on": gap.on.isoformat()} for gap in told.gaps],
        "proposed_by": one.meta.actor,
        "proposed_at": stamp(one.recorded_at),
        "confirmed_by": None,
        "confirmed_at": None,
        "replaced_by": None,
        "replaced_on": None,
    }


def _turn(shift: rota.Shift) -> Row:
    hours = {"starts_at": stamp(shift.starts_at), "ends_at": stamp(shift.ends_at)}
    return {"shift": shift.shift, "kind": shift.kind, "on": shift.on.isoformat(), "day": shift.day.value, "warden": shift.warden} | hours


def _given(turns: list[Row], wardens: dict[str, Any]) -> list[Row]:
    return [turn | {"warden": wardens.get(turn["shift"], turn["warden"])} for turn in turns]


def _day(one: Recorded, key: str, before: Row | None) -> Row:
    kind = one.body.kind and one.body.kind.value
    return {"on_day": key, "kind": kind, "document": one.body.document, "set_by": one.meta.actor, "set_at": stamp(one.recorded_at)}


VIEW = Sheets(
    NAME,
    2,
    (
        Sheet("rota_month", "rota", _CHANGES, _month),
        Sheet("rota_day", "on_day", (china_calendar.DaySet,), _day, lambda one: (one.body.on.isoformat(),)),
    ),
)


def month(conn: psycopg.Connection, community: str, month: str) -> Row | None:
    """month: "2026-12". shifts by day; gaps: turns nobody is on; status: proposed, confirmed."""
    return row(conn, NAME, "month", community=community, month=month)


def shifts(conn: psycopg.Connection, spans: Sequence[Span], since: date, until: date, warden: str | None = None) -> list[Row]:
    """Turns of confirmed months on these days, both included, in order of time."""
    return rows(conn, NAME, "shifts", **_spans(spans), since=since, until=until, warden=warden)


def on_duty(conn: psycopg.Connection, spans: Sequence[Span], at: AsOf = None) -> list[Row]:
    """Turns of confirmed months that run at an instant."""
    return rows(conn, NAME, "on_duty", **_spans(spans), at=moment(at))


def turns(conn: psycopg.Connection, spans: Sequence[Span], since: date, until: date) -> list[Row]:
    """warden, kind, turns: of confirmed months on these days. By warden's id: it is for fairness, nobody is ranked."""
    return rows(conn, NAME, "turns", **_spans(spans), since=since, until=until)


def _spans(spans: Sequence[Span]) -> dict[str, list[Any]]:
    communities, since, until = zip(*spans, strict=True)
    return {"communities": list(communities), "kept_since": list(since), "kept_until": list(until)}


def days(conn: psycopg.Connection, since: date, until: date) -> list[Row]:
    """Days other than the printed calendar has them, with the document; kind None: the printed calendar holds again."""
    return rows(conn, NAME, "days", since=since, until=until)
