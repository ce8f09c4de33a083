"""Rows of the diary: what happened in a grid on a day, one line for each event of field work. Nobody types it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from domain import need, observation, patrol, ticket, visit
from projections.statements import put, statement

if TYPE_CHECKING:
    from domain.journal import Recorded

TOLD = ("visit.", "patrol.", "ticket.", "need.", "observation.")


class Diary:
    name = "diary"
    version = 1
    tables = ("diary_subject", "diary_line")

    def create(self, conn: psycopg.Connection) -> None:
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        told = [one for one in batch if one.name.startswith(TOLD)]
        put(conn, self.name, "put_subjects", [row for one in told if (row := _subject(one)) is not None])
        put(conn, self.name, "put_lines", [_line(one) for one in told])


def _subject(one: Recorded) -> Sequence[Any] | None:
    """Where a story belongs: its first event says so."""
    match one.body:
        case visit.Recorded() | patrol.Recorded() | observation.Submitted() | ticket.Reported() as told:
            return (one.stream, told.community, told.grid, getattr(told, "household", None))
        case need.Recorded() as told:
            return (one.stream, told.community, None, told.household)
    return None


def _line(one: Recorded) -> Sequence[Any]:
    return (one.position, one.stream, one.name, one.meta.effective_at, one.recorded_at, one.meta.actor, one.meta.role)
