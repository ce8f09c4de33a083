"""Rows of the ticket board: a ticket as reported, and how it stood after each of its events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.types.json import Jsonb

from domain import ticket
from domain.ticket import clock_events
from domain.values import Sealed
from projections.records import Records, stamp
from projections.statements import Row, put, statement

if TYPE_CHECKING:
    from domain.journal import Recorded

_RUNNING: Row = {"stopped_at": None, "stopped_until": None}
_TOLD: Row = {"reply_owed": None, "reply_owed_since": None}
_OF_THE_STEP = ("position", "name", "effective_at", "recorded_at", "actor", "role", "by", "text", "plan", "moved", "document", "reason")
DUE = (clock_events.ClockResumed, clock_events.DeadlineExtended)


class TicketBoard:
    name = "ticket_board"
    version = 9
    tables = ("ticket_board_ticket", "ticket_board_step", "ticket_board_closing", "ticket_board_tally", "ticket_board_month")

    def create(self, conn: psycopg.Connection) -> None:
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        told = [one for one in batch if one.name.startswith("ticket.")]
        if told:
            Steps(conn, told).apply()
            _tally(conn, sorted({one.stream for one in told}))


def _tally(conn: psycopg.Connection, tickets: Sequence[str]) -> None:
    """All that these add to the figures anew: a fact told late may change what an earlier one added."""
    for each in ("drop_closings", "put_closings", "drop_tallies", "put_tallies", "drop_months"):
        conn.execute(statement("ticket_board", each), {"tickets": tickets})


class Steps:
    """The steps one batch adds, each made from the ticket's step before.

    A move that a plan brings later stays the last step until its day: it is made again on whatever is told meanwhile.
    """

    def __init__(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        self._conn, self._batch = conn, batch
        moved = (one.stream for one in batch if isinstance(one.body, DUE))
        self._tickets = Records(conn, "ticket_board_ticket", "ticket", moved)
        known = conn.execute(statement("ticket_board", "last_steps"), (sorted({one.stream for one in batch}),)).fetchall()
        self._kept = {step["position"] for (step,) in known}
        self._last: dict[str, list[Row]] = {}
        for (step,) in known:
            steps = self._last.setdefault(step["ticket"], [])
            steps.insert(_turn(steps, step["effective_at"]), step)
        self._ended: dict[int, Sequence[Any]] = {}
        self._new: dict[int, Row] = {}

    def apply(self) -> None:
        for one in self._batch:
            self._step(one)
        self._tickets.save()
        again = [(self._new[position]["ticket"], position) for position in sorted(self._kept & self._new.keys())]
        put(self._conn, "ticket_board", "drop_steps", again)
        put(self._conn, "ticket_board", "end_steps", [ended for position, ended in self._ended.items() if position not in self._new])
        self._conn.execute(statement("ticket_board", "put_steps"), (Jsonb(list(self._new.values())),))

    def _step(self, one: Recorded) -> None:
        if isinstance(one.body, ticket.Reported):
            self._tickets.add(_ticket(one.body, one))
            self._last[one.stream] = []
        if isinstance(one.body, DUE):
            self._tickets.touch(one.stream, due_at=one.body.due_at and stamp(one.body.due_at))
        at, steps = stamp(one.meta.effective_at), self._last[one.stream]
        place = _turn(steps, at)
        before = steps[place - 1] if place else _before(one.body)
        later = steps[place:]
        steps[place:] = []
        self._add(steps, before | _told(one, before) | _changes(one.body, before, at))
        for move in later:
            self._add(steps, steps[-1] | _moved_again(move, steps[-1]))

    def _add(self, steps: list[Row], step: Row) -> None:
        if steps:
            before = steps[-1]
            before["valid_to"] = step["valid_from"]
            self._ended[before["position"]] = (before["ticket"], before["position"], before["valid_to"])
        steps.append(step)
        self._new[step["position"]] = step


def _turn(steps: Sequence[Row], at: str) -> int:
    return ticket.turn([(step["moved"] is not None, step["effective_at"]) for step in steps], at)


def _told(one: Recorded, before: Row) -> Row:
    meta = one.meta
    effective = stamp(meta.effective_at)
    text = getattr(one.body, "text", None)
    return {
        "position": one.position,
        "valid_from": max(effective, before["valid_from"] or effective),
        "valid_to": None,
        "name": one.name,
        "effective_at": effective,
        "recorded_at": stamp(one.recorded_at),
        "actor": meta.actor,
        "role": meta.role,
        "by": getattr(one.body, "by", None),
        "text": _sealed(text),
        "plan": getattr(one.body, "plan", None),
        "moved": _move(one.body),
        "document": meta.document,
        "reason": getattr(one.body, "reason", "") or getattr(one.body, "rule", "") or meta.reason,
    }


def _move(told: Any) -> Row | None:
    """A change of grid as told, kept so that it can be made again."""
    if not isinstance(told, ticket.MovedToGrid):
        return None
    return {"grid": told.to_grid, "responsible": told.responsible, "warden": told.warden}


def _gone_over(moved: Row, before: Row) -> Row:
    hands = ticket.changes_hands(ticket.Status(before["status"]), ticket.Level(before["level"]))
    return moved if hands else {"grid": moved["grid"]}


def _moved_again(move: Row, before: Row) -> Row:
    told = {name: move[name] for name in _OF_THE_STEP}
    return told | {"valid_from": max(move["effective_at"], before["valid_from"]), "valid_to": None} | _gone_over(move["moved"], before)


def _changes(told: Any, before: Row, at: str) -> Row:
    match told:
        case ticket.Accepted(by=by, warden=warden):
            return {
                "status": ticket.Status.ACCEPTED.value,
                "first_handler": before["first_handler"] or by,
                "responsible": by,
                "warden": warden,
            }
        case ticket.Dispatched():
            answers = {"level": told.level.value, "responsible": told.responsible, "warden": told.warden}
            return answers | _owed(before, told.level, at)
        case ticket.Classified(scope=scope, handling=handling):
            return {"scope": scope.value, "handling": handling.value}
        case ticket.Handled():
            return {"is_handled": True, "is_told": False}
        case ticket.FedBack(satisfaction=satisfaction):
            return {"is_told": True, "satisfaction": satisfaction} | _TOLD
        case ticket.Closed():
            closed = {"status": ticket.Status.CLOSED.value, "outcome": told.outcome, "closed_level": told.level.value, "closed_at": at}
            return closed | _RUNNING | _TOLD
        case ticket.Reopened():
            status = ticket.Status.ACCEPTED if before["first_handler"] else ticket.Status.REPORTED
            again = {"status": status.value, "is_handled": False, "is_told": False, "times_reopened": before["times_reopened"] + 1}
            not_closed = {"outcome": None, "closed_level": None, "closed_at": None}
            return again | not_closed | {"responsible": told.responsible, "warden": told.warden}
        case ticket.MovedToGrid():
            return _gone_over(_move(told) or {}, before)
    return _clock_changes(told, before, at)


def _clock_changes(told: Any, before: Row, at: str) -> Row:
    match told:
        case clock_events.ClockStopped(at=since, until=until):
            return {"stopped_at": stamp(since), "stopped_until": stamp(until)}
        case clock_events.ClockResumed(due_at=due):
            return _RUNNING | {"due_at": due and stamp(due)}
        case clock_events.DeadlineExtended(due_at=due):
            return {"due_at": stamp(due)}
        case clock_events.Returned(responsible=responsible):
            return {"responsible": responsible, "warden": None}
        case clock_events.Escalated(level=level, responsible=responsible):
            return {"level": level.value, "responsible": responsible, "warden": None} | _owed(before, level, at)
        case clock_events.InterimReplied():
            return _TOLD
    return {}


def _owed(before: Row, level: ticket.Level, at: str) -> Row:
    went_up = level in (ticket.Level.SUBDISTRICT, ticket.Level.DISTRICT) and level.value != before["level"]
    return {"reply_owed": level.value, "reply_owed_since": before["reply_owed_since"] or at} if went_up else {}


def _before(told: ticket.Reported) -> Row:
    unknown_yet = dict.fromkeys(("valid_from", "first_handler", "satisfaction", "outcome", "closed_level", "closed_at"))
    return (
        unknown_yet
        | _RUNNING
        | _TOLD
        | {
            "due_at": told.due_at and stamp(told.due_at),
            "ticket": told.ticket,
            "status": ticket.Status.REPORTED.value,
            "scope": told.scope.value,
            "handling": told.handling.value,
            "level": ticket.Level.GRID.value,
            "responsible": told.responsible,
            "warden": told.warden,
            "grid": told.grid,
            "is_handled": False,
            "is_told": False,
            "times_reopened": 0,
        }
    )


def _ticket(told: ticket.Reported, one: Recorded) -> Row:
    lon, lat = told.place or (None, None)
    return {
        "ticket": told.ticket,
        "number": told.number,
        "community": told.community,
        "channel": told.channel,
        "category": told.category,
        "kind": told.kind.value,
        "parent": told.parent,
        "building": told.building,
        "lon": lon,
        "lat": lat,
        "grid_then": told.grid,
        "household": told.household,
        "first_responder": told.first_responder,
        "reported_at": stamp(one.meta.effective_at),
        "due_at": told.due_at and stamp(told.due_at),
        "clause": told.clause,
        "text": _sealed(told.text),
        "reporter": _sealed(told.reporter),
        "position": one.position,
    }


def _sealed(block: Sealed | None) -> dict[str, str] | None:
    return block and {"subject": block.subject, "key": block.key, "box": block.box}
