"""Where households live, in which grid, and who belongs to them: timelines out of household events.

Projections do not read each other's tables, so each that counts households keeps its own, under its own name. A household's door, its grid
and each of its members are separate timelines (projections.timeline), so a fact told late changes what it says and nothing else. Who is
asked how many live where also keeps the whole life of a household in one row (`_lived`), made anew from those whenever a fact is told.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from domain import household
from domain.values import Sealed
from projections.moments import AsOf, moment
from projections.statements import Communities, Row, among, statement
from projections.timeline import stitch
from projections.view import LIVE

if TYPE_CHECKING:
    from domain.journal import Recorded


class Homes:
    """The tables `<view>_household`, `_stay`, `_assignment` and `_member`. sealed: False leaves doors and members' blocks out.

    counted: `counts` and `living` can be asked.
    """

    def __init__(self, view: str, *, sealed: bool = True, counted: bool = False) -> None:
        self._sealed, self._counted = sealed, counted
        parts = ("household", "stay", "assignment", "member", *(("lived",) if counted else ()))
        self._names = {part: f"{view}_{part}" for part in parts}
        self.tables = tuple(self._names.values())

    def create(self, conn: psycopg.Connection) -> None:
        conn.execute(self._text("tables"))
        if self._counted:
            conn.execute(self._text("lived_table"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> set[str]:
        """Answers with the households of which something was told."""
        told = Facts(self._sealed)
        for one in batch:
            told.note(one)
        self._put(conn, "put_households", list(told.households.values()))
        self._put(conn, "put_stays", told.stays)
        self._put(conn, "put_assignments", told.assignments)
        self._put(conn, "put_members", told.members)
        if touched := sorted({stay[0] for stay in told.stays}):
            conn.execute(self._text("stitch_stays"), (touched,))
        stitch(conn, self._names["assignment"], "household", (one[0] for one in told.assignments))
        stitch(conn, self._names["member"], "household", (one[0] for one in told.members), part="person")
        changed = {fact[0] for facts in (told.households.values(), told.stays, told.assignments, told.members) for fact in facts}
        if self._counted and changed:
            conn.execute(self._text("put_lived"), {"households": sorted(changed)})
        return changed

    def counts(self, conn: psycopg.Connection, community: Communities, as_of: AsOf) -> list[Row]:
        """building, grid, households, people: one row for each building and grid that somebody lived in then."""
        with conn.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(self._text("counts", LIVE), {"communities": among(community), "at": moment(as_of)}).fetchall()

    def living(self, conn: psycopg.Connection, communities: Collection[str], at: datetime) -> list[Row]:
        """community, households, people."""
        with conn.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(self._text("living", LIVE), {"communities": list(communities), "at": at}).fetchall()

    def _put(self, conn: psycopg.Connection, name: str, tuples: Sequence[Sequence[Any]]) -> None:
        if tuples:
            conn.execute(self._text(name), [list(column) for column in zip(*tuples, strict=True)])

    def _text(self, name: str, *schema: str) -> sql.Composed:
        return sql.SQL(statement("homes", name)).format(**{part: sql.Identifier(*schema, table) for part, table in self._names.items()})


class Facts:
    """What one batch says about homes, table by table."""

    def __init__(self, sealed: bool) -> None:
        self._sealed = sealed
        self.households: dict[str, Sequence[Any]] = {}
        self.stays: list[Sequence[Any]] = []
        self.assignments: list[Sequence[Any]] = []
        self.members: list[Sequence[Any]] = []

    def note(self, one: Recorded) -> None:
        match one.body:
            case household.Registered() | household.MovedIn() | household.FormedBySplit() as told:
                self.households[one.stream] = (one.stream, told.community, one.position)
                self._stay(one, told.building, told.door, hukou=told.hukou.value)
                self._assigned(one, told.grid)
                self._joined(one, told.members)
            case household.MovedWithin() as told:
                self._stay(one, told.to_building, told.door)
                self._assigned(one, told.to_grid)
            case household.MovedOut():
                self._stay(one, None, None, ended="moved_out")
                self._assigned(one, None)
            case household.Merged(into=into):
                self._stay(one, None, None, ended="merged", merged_into=into)
                self._assigned(one, None)
            case household.Reassigned(to_grid=grid):
                self._assigned(one, grid)
            case household.Absorbed(members=members):
                self._joined(one, members)
            case household.MemberJoined(member=member):
                self._joined(one, [member])
            case household.Split(persons=persons):
                self._left(one, persons)
            case household.MemberLeft(person=person):
                self._left(one, [person])
            case _:
                self._lived(one)

    def _lived(self, one: Recorded) -> None:
        match one.body:
            case household.MemberDied(person=person):
                self._left(one, [person])
            case household.PartMovedOut(persons=persons):
                self._left(one, persons)
            case household.HeadChanged(members=members):
                self._joined(one, members)
            case household.MemberCorrected(member=member):
                self._joined(one, [member])
            case household.Readdressed(to_building=building, door=door):
                self._stay(one, building, door)
            case household.DoorCorrected(building=building, door=door):
                self._stay(one, building, door)

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
        self.stays.append((one.stream, one.position, one.meta.effective_at, building, self._block(door), hukou, ended, merged_into))

    def _assigned(self, one: Recorded, grid: str | None) -> None:
        self.assignments.append((one.stream, one.position, one.meta.effective_at, grid))

    def _joined(self, one: Recorded, members: Sequence[household.Member]) -> None:
        since = (one.position, one.meta.effective_at)
        for place, member in enumerate(members):
            self.members.append((one.stream, member.person, *since, True, member.relation, self._block(member.sealed), place))

    def _left(self, one: Recorded, persons: Sequence[str]) -> None:
        since = (one.position, one.meta.effective_at)
        self.members += [(one.stream, person, *since, False, None, None, place) for place, person in enumerate(persons)]

    def _block(self, sealed: Sealed | None) -> str | None:
        return sealed_json(sealed) if self._sealed else None


def sealed_json(sealed: Sealed | None) -> str | None:
    return sealed and json.dumps({"subject": sealed.subject, "key": sealed.key, "box": sealed.box})
