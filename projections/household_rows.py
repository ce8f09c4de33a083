"""Rows of household history: homes as timelines, each household's story as lines. Sealed blocks pass through unopened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from domain import household, tessellation, visit
from domain.values import Sealed
from projections.homes import Homes, sealed_json
from projections.statements import put, statement
from projections.visit_corrections import put_right

if TYPE_CHECKING:
    from domain.journal import Recorded

Change = dict[str, Any]
EVENTS = (
    household.Registered,
    household.MovedIn,
    household.FormedBySplit,
    household.MovedWithin,
    household.MovedOut,
    household.Split,
    household.Merged,
    household.Absorbed,
    household.Readdressed,
    household.Reassigned,
    household.MemberJoined,
    household.MemberLeft,
    household.MemberDied,
    household.PartMovedOut,
    household.HeadChanged,
    household.MemberCorrected,
    household.DoorCorrected,
)


class HouseholdHistory:
    name = "household_history"
    version = 8
    homes = Homes("household_history", counted=True)
    tables = (*homes.tables, "household_history_line", "household_history_placement", "household_history_visit")

    def create(self, conn: psycopg.Connection) -> None:
        self.homes.create(conn)
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        told = [one for one in batch if isinstance(one.body, EVENTS)]
        if told:
            self.homes.apply(conn, told)
        put(conn, self.name, "put_lines", [_line(one) for one in told])
        put(conn, self.name, "put_placements", _placements(batch))
        put(conn, self.name, "put_visits", [_visit(one) for one in batch if isinstance(one.body, visit.Recorded)])
        put(conn, self.name, "correct_visits", put_right(batch, _righted))


def _placements(batch: Sequence[Recorded]) -> Iterable[Sequence[Any]]:
    placed: dict[tuple[str, str], Sequence[Any]] = {}
    for one in batch:
        match one.body:
            case tessellation.Made(atoms=atoms):
                placed |= {(one.stream, name): (one.stream, name, atom.id) for atom in atoms for name in atom.buildings}
            case tessellation.BuildingPlaced(building=name, atom=number):
                placed[one.stream, name] = (one.stream, name, number)
    return placed.values()


def _visit(one: Recorded) -> Sequence[Any]:
    return (one.stream, one.body.household, one.body.warden, one.body.visited_at, one.position)


def _righted(one: Recorded) -> Sequence[Any]:
    return (one.stream, one.body.right.household, one.body.right.visited_at)


def _line(one: Recorded) -> Sequence[Any]:
    meta, told = one.meta, one.body
    kept = [change for change in _changes(one) if change["from"] != change["to"]]
    door: Sealed | None = getattr(told, "door", None)
    who_and_when = (meta.effective_at, one.recorded_at, meta.actor, meta.role)
    document = getattr(told, "document", "") or meta.document
    why = (getattr(told, "plan", None), document, getattr(told, "reason", "") or meta.reason)
    return (one.position, one.stream, one.name, *who_and_when, json.dumps(kept), sealed_json(door), *why)


def _changes(one: Recorded) -> list[Change]:
    match one.body:
        case household.Registered() | household.MovedIn() | household.FormedBySplit() as told:
            return _opening(told)
        case household.MovedWithin() as told:
            return [_change("building", told.from_building, told.to_building), _change("grid", told.from_grid, told.to_grid)]
        case household.MovedOut() as told:
            return [_change("building", told.from_building, None), _change("grid", told.from_grid, None)]
        case household.Reassigned() as told:
            return [_change("grid", told.from_grid, told.to_grid)]
        case household.Merged(into=into):
            return [_change("household", one.stream, into)]
        case household.Absorbed(came_from=came_from, members=members):
            return [_joining(members), _change("household", came_from, one.stream)]
        case household.MemberJoined(member=member):
            return [_joining([member])]
        case household.Split(into=into, persons=persons):
            return [_change("members", list(persons), []), _change("household", one.stream, into)]
        case household.MemberLeft(person=person):
            return [_change("members", [person], [])]
    return _lived(one)


def _lived(one: Recorded) -> list[Change]:
    match one.body:
        case household.Readdressed() as told:
            return [_change("building", told.from_building, told.to_building)]
        case household.MemberDied(person=person):
            return [_change("members", [person], [])]
        case household.PartMovedOut(persons=persons):
            return [_change("members", list(persons), [])]
        case household.HeadChanged(head=head):
            return [_change("head", None, head)]
        case household.MemberCorrected(member=member):
            return [_change("corrected", None, member.person)]
        case household.DoorCorrected(building=building):
            return [_change("corrected", None, building)]
    raise TypeError(f"not an event of a household: {one.name}")


def _opening(told: household.Registered | household.MovedIn | household.FormedBySplit) -> list[Change]:
    changes = [_change("building", None, told.building), _change("grid", None, told.grid), _joining(told.members)]
    if isinstance(told, household.FormedBySplit):
        changes.append(_change("household", told.came_from, told.household))
    return [*changes, _change("hukou", None, told.hukou.value)]


def _joining(members: Sequence[household.Member]) -> Change:
    return _change("members", [], [member.person for member in members])


def _change(what: str, before: Any, after: Any) -> Change:
    return {"what": what, "from": before, "to": after}
