"""Rows of the visit log: where households live, and every visit with its place, purpose and role."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from domain import visit
from projections.homes import Homes, sealed_json
from projections.statements import put, statement

if TYPE_CHECKING:
    from domain.journal import Recorded


class VisitLog:
    name = "visit_log"
    version = 1
    homes = Homes("visit_log", sealed=False)
    tables = (*homes.tables, "visit_log_visit")

    def create(self, conn: psycopg.Connection) -> None:
        self.homes.create(conn)
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        self.homes.apply(conn, batch)
        put(conn, self.name, "put_visits", [_visit(one) for one in batch if isinstance(one.body, visit.Recorded)])


def _visit(one: Recorded) -> Sequence[Any]:
    told = one.body
    where = (told.community, told.grid, told.building, told.household)
    how = (told.contact.value, told.role.value, told.purpose, told.visited_at, told.standing_in, told.ticket)
    return (told.visit, *where, told.warden, *how, sealed_json(told.found), one.meta.actor, one.recorded_at, one.position)
