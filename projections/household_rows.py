"""Facts and lines of household history out of household events. Sealed blocks pass through unopened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from domain import household, tessellation
from domain.values import Sealed
from projections.statements import put, statement
from projections.timeline import stitch

if TYPE_CHECKING:
    from domain.journal import Recorded

Change = dict[str, Any]
OPENED = (household.Registered, household.MovedIn, household.FormedBySplit)
EVENTS = (
    *OPENED,
    household.MovedWithin,
    household.MovedOut,
    household.Split,
    household.Merged,
    household.Absorbed,
    household.Reassigned,
    household.MemberJoined,
    household.MemberLeft,
)


class HouseholdHistory:
    name = "household_history"
    version = 1
    tables = (
        "household_history_household",
        "household_history_stay",
        "household_history_grid",
        "household_history_member",
        "household_history_line",
        "household_history_placement",
    )

    def create(self, conn: psycopg.Connection) -> None:
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        told = Told()
        for one in batch:
            if isinstance(one.body, EVENTS):
                told.note(one)
            elif isinstance(one.body, tessellation.Made):
                told.place(one.stream, ((name, atom.id) for atom in one.body.atoms for name in atom.buildings))
            elif isinstance(one.body, tessellation.BuildingPlaced):
                told.place(one.stream, [(one.body.building, one.body.atom)])
        told.write(conn)


class Told:
    """What one batch adds, table by table."""

    def __init__(self) -> None:
        self.households: dict[str, Sequence[Any]] = {}
        self.stays: list[Sequence[Any]] = []
        self.grids: list[Sequence[Any]] = []
        self.members: list[Sequence[Any]] = []
        self.lines: list[Sequence[Any]] = []
        self.placements: dict[tuple[str, str], Sequence[Any]] = {}

    def place(self, land: str, placed: Iterable[tuple[str, int]]) -> None:
        self.placements |= {(land, name): (land, name, atom) for name, atom in placed}

    def note(self, one: Recorded) -> None:
        match one.body:
            case household.Registered() | household.MovedIn() | household.FormedBySplit() as told:
                self.households[one.stream] = (one.stream, told.community, one.position)
                self._stay(one, told.building, told.door, hukou=told.hukou.value)
                self._grid(one, told.grid)
                self._joined(one, told.members)
                self._line(one, _opening(told), told.door)
            case household.MovedWithin() as told:
                self._stay(one, told.to_building, told.door)
                self._grid(one, told.to_grid)
                moved = [_change("building", told.from_building, told.to_building), _change("grid", told.from_grid, told.to_grid)]
                self._line(one, moved, told.door)
            case household.MovedOut() as told:
                self._stay(one, None, None, ended="moved_out")
                self._grid(one, None)
                self._line(one, [_change("building", told.from_building, None), _change("grid", told.from_grid, None)])
            case household.Merged(into=into):
                self._stay(one, None, None, ended="merged", merged_into=into)
                self._grid(one, None)
                self._line(one, [_change("household", one.stream, into)])
            case household.Reassigned() as told:
                self._grid(one, told.to_grid)
                self._line(one, [_change("grid", told.from_grid, told.to_grid)], plan=told.plan, document=told.document)
            case _:
                self._family(one)

    def _family(self, one: Recorded) -> None:
        match one.body:
            case household.Absorbed(came_from=came_from, members=members):
                self._joined(one, members)
                self._line(one, [_joining(members), _change("household", came_from, one.stream)])
            case household.MemberJoined(member=member):
                self._joined(one, [member])
                self._line(one, [_joining([member])])
            case household.Split(into=into, persons=persons):
                self._left(one, persons)
                self._line(one, [_change("members", list(persons), []), _change("household", one.stream, into)])
            case household.MemberLeft(person=person):
                self._left(one, [person])
                self._line(one, [_change("members", [person], [])])

    def _stay(
        self,
        one: Recorded,
        building: str | None,
        door: Sealed | None,
        *,
        hukou: str | None = None,
        ended: str | None = None,
        merged_into: str | None = None,
    ) -> None:
        self.stays.append((one.stream, one.position, one.meta.effective_at, building, _json(door), hukou, ended, merged_into))

    def _grid(self, one: Recorded, grid: str | None) -> None:
        self.grids.append((one.stream, one.position, one.meta.effective_at, grid))

    def _joined(self, one: Recorded, members: Sequence[household.Member]) -> None:
        for place, member in enumerate(members):
            since = (one.position, one.meta.effective_at)
            self.members.append((one.stream, member.person, *since, True, member.relation, _json(member.sealed), place))

    def _left(self, one: Recorded, persons: Sequence[str]) -> None:
        for place, person in enumerate(persons):
            self.members.append((one.stream, person, one.position, one.meta.effective_at, False, None, None, place))

    def _line(
        self, one: Recorded, changes: Sequence[Change], door: Sealed | None = None, *, plan: str | None = None, document: str = ""
    ) -> None:
        meta = one.meta
        who_and_when = (meta.effective_at, one.recorded_at, meta.actor, meta.role)
        kept = [change for change in changes if change["from"] != change["to"]]
        reason = getattr(one.body, "reason", "") or meta.reason
        why = (plan, document or meta.document, reason)
        self.lines.append((one.position, one.stream, one.name, *who_and_when, json.dumps(kept), _json(door), *why))

    def write(self, conn: psycopg.Connection) -> None:
        view = HouseholdHistory.name
        put(conn, view, "put_placements", self.placements.values())
        put(conn, view, "put_households", self.households.values())
        put(conn, view, "put_stays", self.stays)
        put(conn, view, "put_grids", self.grids)
        put(conn, view, "put_members", self.members)
        put(conn, view, "put_lines", self.lines)
        if touched := sorted({stay[0] for stay in self.stays}):
            conn.execute(statement(view, "stitch_stays"), (touched,))
        stitch(conn, "household_history_grid", "household", (grid[0] for grid in self.grids))
        stitch(conn, "household_history_member", "household", (member[0] for member in self.members), part="person")


def _opening(told: household.Registered | household.MovedIn | household.FormedBySplit) -> list[Change]:
    changes = [_change("building", None, told.building), _change("grid", None, told.grid), _joining(told.members)]
    if isinstance(told, household.FormedBySplit):
        changes.append(_change("household", told.came_from, told.household))
    return [*changes, _change("hukou", None, told.hukou.value)]


def _joining(members: Sequence[household.Member]) -> Change:
    return _change("members", [], [member.person for member in members])


def _change(what: str, before: Any, after: Any) -> Change:
    return {"what": what, "from": before, "to": after}


def _json(sealed: Sealed | None) -> str | None:
    return sealed and json.dumps({"subject": sealed.subject, "key": sealed.key, "box": sealed.box})
