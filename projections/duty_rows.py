"""Rows of the responsibility read model: whose duty, out of duty events; which grid a building was in, by Territory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg

from domain import building, duty, schema
from projections.records import Records, stamp
from projections.statements import put, statement
from projections.territory import Territory
from projections.timeline import stitch

if TYPE_CHECKING:
    from domain.journal import Recorded

EVENTS = (
    duty.WardenEnrolled,
    duty.WardenLeft,
    duty.PostDefined,
    duty.PostClosed,
    duty.PrimaryAppointed,
    duty.StandbyDesignated,
    duty.LeaveGranted,
    duty.LeaveEnded,
    duty.StoodIn,
    duty.HandedOver,
    duty.ShareHandedOver,
)
_WARDENS = ("warden", "replaces", "from_warden", "to_warden")
_SEALED = ("sealed", "note")


class Responsibility:
    name = "responsibility"
    version = 3
    territory = Territory("responsibility")
    tables = (
        *territory.tables,
        "responsibility_building",
        "responsibility_warden",
        "responsibility_post",
        "responsibility_holding",
        "responsibility_stand_in",
        "responsibility_leave",
        "responsibility_line",
    )

    def create(self, conn: psycopg.Connection) -> None:
        self.territory.create(conn)
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        self.territory.apply(conn, batch)
        standing = {one.stream: (one.stream, one.body.community) for one in batch if isinstance(one.body, building.Registered)}
        put(conn, self.name, "put_buildings", standing.values())
        told = [one for one in batch if isinstance(one.body, EVENTS)]
        if told:
            Duties(conn, told).apply()


class Duties:
    """The duty events of one batch, in order."""

    def __init__(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        self._conn, self._batch = conn, batch
        bodies = [one.body for one in batch]
        self._wardens = Records(conn, "responsibility_warden", "warden", _named(bodies, "warden"))
        self._posts = Records(conn, "responsibility_post", "post", _named(bodies, "post"))
        self._leaves = Records(conn, "responsibility_leave", "leave", _named(bodies, "leave"))
        self._holdings: list[Sequence[Any]] = []
        self._stand_ins: list[Sequence[Any]] = []

    def apply(self) -> None:
        for one in self._batch:
            self._step(one)
        for records in (self._wardens, self._posts, self._leaves):
            records.save()
        view = Responsibility.name
        put(self._conn, view, "put_holdings", self._holdings)
        put(self._conn, view, "put_stand_ins", self._stand_ins)
        put(self._conn, view, "put_lines", [self._line(one) for one in self._batch])
        stitch(self._conn, "responsibility_holding", "post", (holding[0] for holding in self._holdings), part="cover")

    def _step(self, one: Recorded) -> None:
        at = stamp(one.meta.effective_at)
        match one.body:
            case duty.WardenEnrolled() as told:
                served = self._wardens.rows.get(told.warden, {"served": []})["served"]
                self._wardens.add(_warden(told, sorted([*served, [at, None]], key=_starts), one.position))
            case duty.WardenLeft(warden=warden):
                served = self._wardens.rows[warden]["served"]
                self._wardens.touch(warden, served=[_left(period, one.meta.effective_at) for period in served])
            case duty.PostDefined() as told:
                post = {"post": told.post, "community": told.community, "grid": told.grid, "title": told.title}
                self._posts.add(post | {"valid_from": at, "valid_to": None, "position": one.position})
            case duty.PostClosed(post=post):
                self._posts.touch(post, valid_to=at)
            case duty.PrimaryAppointed() as told:
                self._holdings.append((told.post, "A", told.warden, told.document, one.meta.effective_at, one.position))
            case duty.StandbyDesignated() as told:
                self._holdings.append((told.post, "B", told.warden, one.meta.document, one.meta.effective_at, one.position))
            case duty.LeaveGranted() as told:
                period = {"starts_at": stamp(told.starts_at), "ends_at": stamp(told.ends_at), "position": one.position}
                self._leaves.add({"leave": told.leave, "warden": told.warden} | period)
            case duty.LeaveEnded(leave=leave, ends_at=ends_at):
                self._leaves.touch(leave, ends_at=stamp(ends_at))
            case duty.StoodIn() as told:
                self._stand_ins.append((one.position, told.post, told.warden, told.starts_at, told.ends_at))

    def _line(self, one: Recorded) -> Sequence[Any]:
        told = {name: value for name, value in json.loads(schema.dump(one.body)).items() if name not in _SEALED}
        wardens = sorted({told[name] for name in _WARDENS if told.get(name)})
        if isinstance(one.body, duty.LeaveEnded):
            wardens = [self._leaves.rows[one.body.leave]["warden"]]
        meta = one.meta
        who_and_when = (meta.effective_at, one.recorded_at, meta.actor, meta.role)
        why = (told.get("document") or meta.document, told.get("reason") or meta.reason)
        listed = "{" + ",".join(wardens) + "}"
        return (one.position, one.stream, one.name, told.get("post"), listed, *who_and_when, json.dumps(told), *why)


def _named(bodies: Sequence[schema.Event], field: str) -> set[str]:
    return {found for body in bodies if (found := getattr(body, field, None))}


def _warden(told: duty.WardenEnrolled, served: list[list[Any]], position: int) -> dict[str, Any]:
    sealed = {"subject": told.sealed.subject, "key": told.sealed.key, "box": told.sealed.box}
    who = {"warden": told.warden, "community": told.community, "account": told.account, "employment": told.employment}
    return who | {"sealed": sealed, "served": served, "position": position}


def _starts(period: list[Any]) -> datetime:
    return datetime.fromisoformat(period[0])


def _left(period: list[Any], at: datetime) -> list[Any]:
    since, until = period
    holds = _starts(period) <= at and (until is None or at < datetime.fromisoformat(until))
    return [since, stamp(at)] if holds else period
