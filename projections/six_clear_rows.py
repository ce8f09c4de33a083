"""Rows of the six clear things: where households live, who looked in when, what stands unsettled, which particulars are whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from domain import building, need, observation, patrol, tagging, ticket, visit
from domain.governance import meeting
from domain.structure import organisation
from projections.homes import Homes
from projections.statements import put, statement
from projections.territory import Territory
from projections.timeline import stitch
from projections.visit_corrections import put_right, visited

if TYPE_CHECKING:
    from domain.journal import Recorded

Rows = dict[str, list[Sequence[Any]]]
ORDER = ("put_buildings", "count_dwellings", "demolish_buildings", "replace_buildings", "put_looks", "put_matters")
ORDER += ("put_ticket_grids", "put_organisations", "put_organisation_facts", "put_filings")
MARKS = ("taken_at", "raised_at", "settled_at")
"""When a matter came so far; the first time counts."""
TIMELINES = {"put_ticket_grids": "ticket_grid", "put_organisation_facts": "organisation_fact", "put_filings": "filing"}
KEYS = {"ticket_grid": "ticket", "organisation_fact": "organisation", "filing": "organisation"}
MOVED = "moved"
"""The tickets that came into another grid."""
ONCE = {"count_dwellings", "demolish_buildings", "replace_buildings"}
"""Of several facts in one batch about one building the last is what it says."""


class SixClear:
    name = "six_clear"
    version = 6
    homes = Homes("six_clear", sealed=False, counted=True)
    territory = Territory("six_clear")
    tables = (
        *homes.tables,
        *territory.tables,
        *("six_clear_building", "six_clear_look", "six_clear_matter", "six_clear_ticket_grid"),
        *("six_clear_organisation", "six_clear_organisation_fact", "six_clear_filing"),
    )

    def create(self, conn: psycopg.Connection) -> None:
        self.homes.create(conn)
        self.territory.create(conn)
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        changed = self.homes.apply(conn, batch)
        self.territory.apply(conn, batch)
        told: Rows = {}
        for one in batch:
            for note in _NOTES:
                note(one, told)
        for name in ORDER:
            rows = told.get(name, [])
            put(conn, self.name, name, {row[0]: row for row in rows}.values() if name in ONCE else rows)
        put(conn, self.name, "correct_looks", put_right(batch, _righted))
        if households := sorted(changed | visited(batch)):
            conn.execute(statement(self.name, "gather_homes"), {"households": households})
        for column in MARKS:
            if marked := told.get(column):
                text = sql.SQL(statement(self.name, "mark_matters")).format(column=sql.Identifier(column))
                conn.execute(text, [list(part) for part in zip(*marked, strict=True)])
        for name, table in TIMELINES.items():
            stitch(conn, f"{self.name}_{table}", KEYS[table], (row[0] for row in told.get(name, ())))
        if moved := told.get(MOVED):
            conn.execute(statement(self.name, "gather_ticket_grids"), {"tickets": [ticket for (ticket,) in moved]})


def _building(one: Recorded, told: Rows) -> None:
    match one.body:
        case building.Registered() as new:
            _add(told, "put_buildings", one.stream, new.community, new.dwellings)
        case building.DwellingsCounted(dwellings=dwellings):
            _add(told, "count_dwellings", one.stream, dwellings)
        case building.Demolished(on=on):
            _add(told, "demolish_buildings", one.stream, on)
        case building.Divided() | building.MadeWhole() | building.TakenBack() as changed:
            _add(told, "replace_buildings", one.stream, not isinstance(changed, building.MadeWhole))


def _look(one: Recorded, told: Rows) -> None:
    match one.body:
        case visit.Recorded() as made:
            _add(told, "put_looks", made.visit, made.community, made.grid, made.household, made.purpose, made.visited_at, one.position)
        case patrol.Recorded() as made:
            _add(told, "put_looks", made.patrol, made.community, made.grid, None, None, made.walked_at, one.position)


def _righted(one: Recorded) -> Sequence[Any]:
    right = one.body.right
    return (one.stream, one.body.community, right.grid, right.household, right.purpose, right.visited_at)


def _cared(one: Recorded, told: Rows) -> None:
    at = one.meta.effective_at
    match one.body:
        case tagging.TagSet() as put_on:
            key = f"{one.stream}/{put_on.number}"
            _matter(one, told, key, "tag", put_on.community, person=put_on.person, expires_on=put_on.expires_on)
        case tagging.TagLifted(number=number):
            _add(told, "settled_at", f"{one.stream}/{number}", at)
        case need.Recorded() as asked:
            _matter(one, told, one.stream, asked.kind.value, asked.community, household=asked.household, category=asked.category)
        case observation.Submitted() as seen:
            _matter(one, told, one.stream, "observation", seen.community, grid=seen.grid, household=seen.household)
        case need.StruckOff() | observation.Confirmed() | observation.Rejected():
            _add(told, "settled_at", one.stream, at)


def _ticket(one: Recorded, told: Rows) -> None:
    at = one.meta.effective_at
    match one.body:
        case ticket.Reported() as asked:
            _matter(one, told, one.stream, "ticket", asked.community, category=asked.category, reported_in=asked.grid)
            _add(told, "put_ticket_grids", one.stream, one.position, at, asked.grid)
        case ticket.MovedToGrid(to_grid=grid):
            _add(told, "put_ticket_grids", one.stream, one.position, at, grid)
            _add(told, MOVED, one.stream)
        case ticket.Accepted() | ticket.Closed():
            _add(told, "taken_at", one.stream, at)
        case meeting.AgendaDrawn(tickets=tickets):
            for each in tickets:
                _add(told, "raised_at", each.ticket, at)


def _organisation(one: Recorded, told: Rows) -> None:
    since = (one.stream, one.position, one.meta.effective_at)
    match one.body:
        case organisation.Registered() | organisation.Updated() as known:
            if isinstance(known, organisation.Registered):
                _add(told, "put_organisations", one.stream, known.community)
            _add(told, "put_organisation_facts", *since, True, bool(known.particulars.activity.strip() and known.particulars.people))
        case organisation.Closed():
            _add(told, "put_organisation_facts", *since, False, False)
        case organisation.Filed(filing=filing):
            _add(told, "put_filings", *since, filing.grid)


def _matter(
    one: Recorded,
    told: Rows,
    key: str,
    kind: str,
    community: str,
    *,
    grid: str | None = None,
    household: str | None = None,
    person: str | None = None,
    category: str | None = None,
    expires_on: Any = None,
    reported_in: str | None = None,
) -> None:
    where = (kind, community, grid, household, person, category)
    _add(told, "put_matters", key, *where, one.meta.effective_at, expires_on, one.position, reported_in)


def _add(told: Rows, name: str, *row: Any) -> None:
    told.setdefault(name, []).append(row)


_NOTES: tuple[Callable[[Recorded, Rows], None], ...] = (_building, _look, _cared, _ticket, _organisation)
