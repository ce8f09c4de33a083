"""Rows of the spot checks: draws, what each drew and found, and what was decided on false records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from domain import discipline, spot_check
from projections.homes import sealed_json
from projections.statements import put, statement
from projections.visit_corrections import put_right

if TYPE_CHECKING:
    from domain.journal import Recorded


class SpotChecks:
    name = "spot_checks"
    version = 2
    tables = ("spot_checks_draw", "spot_checks_drawn", "spot_checks_finding")

    def create(self, conn: psycopg.Connection) -> None:
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        rows: dict[str, list[Sequence[Any]]] = {}
        for one in batch:
            for name, row in _rows(one):
                rows.setdefault(name, []).append(row)
        for name in ("put_draws", "put_drawn", "put_results", "put_findings", "put_decisions"):
            put(conn, self.name, name, rows.get(name, ()))
        put(conn, self.name, "correct_drawn", put_right(batch, lambda one: (one.stream, one.body.right.household)))


def _rows(one: Recorded) -> list[tuple[str, Sequence[Any]]]:
    at = one.meta.effective_at
    match one.body:
        case spot_check.Drawn() as told:
            community = f"com-{one.stream.removeprefix('chk-')}"
            draw = (community, told.on, told.seed, told.visits_after, told.visits_through, told.per_warden, one.position)
            chosen = [(each.visit, community, each.warden, each.household, told.on, place) for place, each in enumerate(told.chosen)]
            return [("put_draws", draw), *(("put_drawn", row) for row in chosen)]
        case spot_check.ResultRecorded() as told:
            return [("put_results", (told.visit, told.matches, told.checked_by, at, sealed_json(told.note)))]
        case discipline.FalseRecordFound() as told:
            found = (told.visit, told.community, told.warden, told.found_by, at, told.proposes, told.clause, one.position)
            return [("put_findings", found)]
        case discipline.StepConfirmed() as told:
            return [("put_decisions", (told.visit, "confirmed", told.step, told.confirmed_by, at))]
        case discipline.FindingDismissed() as told:
            return [("put_decisions", (told.visit, "dismissed", None, told.dismissed_by, at))]
    return []
