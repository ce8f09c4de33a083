"""Rows of the visit log: where households live, and every visit with its place, purpose and role."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from domain import patrol, visit, visit_round
from projections.homes import Homes, sealed_json
from projections.statements import put, statement
from projections.visit_corrections import keep, put_right, visited

if TYPE_CHECKING:
    from domain.journal import Recorded


class VisitLog:
    name = "visit_log"
    version = 7
    homes = Homes("visit_log", sealed=False, counted=True)
    tables = (*homes.tables, *(f"visit_log_{each}" for each in ("visit", "correction", "astray", "month", "round", "patrol")))

    def create(self, conn: psycopg.Connection) -> None:
        self.homes.create(conn)
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        changed = self.homes.apply(conn, batch)
        made = [one for one in batch if isinstance(one.body, visit.Recorded)]
        put(conn, self.name, "put_visits", [_visit(one) for one in made])
        _sum_up(conn, [one.stream for one in made], 1)
        self._put_right(conn, batch)
        for one in batch:
            keep(conn, self.name, one)
        _gather(conn, sorted(changed | visited(batch)))
        put(conn, self.name, "put_rounds", [_round(one) for one in batch if isinstance(one.body, visit_round.Opened)])
        put(conn, self.name, "close_rounds", [_closed(one) for one in batch if isinstance(one.body, visit_round.Closed)])
        put(conn, self.name, "put_patrols", [_patrol(one) for one in batch if isinstance(one.body, patrol.Recorded)])

    def _put_right(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        righted = put_right(batch, _righted)
        visits = [row[0] for row in righted]
        _sum_up(conn, visits, -1)
        put(conn, self.name, "correct_visits", righted)
        _sum_up(conn, visits, 1)
        if visits:
            conn.execute(statement(self.name, "drop_months"), {"visits": visits})


def _sum_up(conn: psycopg.Connection, visits: Sequence[str], sign: int) -> None:
    """Add them to the sums of their months as they stand in their table, or take them away."""
    if visits:
        conn.execute(statement("visit_log", "add_months"), {"visits": list(visits), "sign": sign})


def _gather(conn: psycopg.Connection, households: Sequence[str]) -> None:
    """When these were visited, in one row each."""
    for each in ("gather_visits", "drop_astray", "put_astray") if households else ():
        conn.execute(statement("visit_log", each), {"households": households})


def _visit(one: Recorded) -> Sequence[Any]:
    return (one.stream, *_entry(one.body.community, one.body), one.meta.actor, one.recorded_at, one.position)


def _righted(one: Recorded) -> Sequence[Any]:
    return (one.stream, *_entry(one.body.community, one.body.right), one.recorded_at)


def _entry(community: str, told: visit.Recorded | visit.Entry) -> Sequence[Any]:
    where = (community, told.grid, told.building, told.household)
    how = (told.contact.value, told.role.value, told.purpose, told.visited_at, told.standing_in, told.ticket)
    return (*where, told.warden, *how, sealed_json(told.found))


def _round(one: Recorded) -> Sequence[Any]:
    told = one.body
    return (told.round, told.community, told.title, told.starts_on, told.ends_on, one.position)


def _closed(one: Recorded) -> Sequence[Any]:
    return (one.stream, one.body.on, one.body.households, one.body.visited)


def _patrol(one: Recorded) -> Sequence[Any]:
    told = one.body
    return (
        told.patrol,
        told.community,
        told.grid,
        told.warden,
        told.walked_at,
        sealed_json(told.found),
        " ".join(told.tickets),
        one.position,
    )
