"""Rows of care: who lives where, which tags stand, what is needed, what waits to be confirmed. What they say stays sealed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from domain import need, observation, tagging
from projections.homes import Homes, sealed_json
from projections.statements import put, statement

if TYPE_CHECKING:
    from domain.journal import Recorded

ORDER = ("put_tags", "lift_tags", "put_needs", "strike_needs", "put_observations", "decide_observations")


class Care:
    name = "care"
    version = 3
    homes = Homes("care")
    tables = (*homes.tables, "care_tag", "care_need", "care_observation")

    def create(self, conn: psycopg.Connection) -> None:
        self.homes.create(conn)
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        self.homes.apply(conn, batch)
        rows: dict[str, list[Sequence[Any]]] = {}
        for one in batch:
            if (told := _row(one)) is not None:
                rows.setdefault(told[0], []).append(told[1])
        for name in ORDER:
            put(conn, self.name, name, rows.get(name, ()))


def _row(one: Recorded) -> tuple[str, Sequence[Any]] | None:
    at = one.meta.effective_at
    match one.body:
        case tagging.TagSet() as told:
            about = (one.stream, told.number, told.person, told.community, told.expires_on)
            return "put_tags", (*about, told.set_by, at, sealed_json(told.sealed), one.position)
        case tagging.TagLifted() as told:
            return "lift_tags", (one.stream, told.number, at, told.lifted_by, told.why)
        case need.Recorded() as told:
            about = (told.need, told.kind.value, told.community, told.household, told.person, told.category)
            return "put_needs", (*about, told.recorded_by, at, sealed_json(told.sealed), one.position)
        case need.StruckOff() as told:
            return "strike_needs", (one.stream, told.outcome, told.struck_by, at)
        case observation.Submitted() as told:
            about = (told.observation, told.community, told.grid, told.building, told.household)
            return "put_observations", (*about, told.submitted_by, at, sealed_json(told.sealed), one.position)
        case observation.Confirmed() as told:
            return "decide_observations", (one.stream, "confirmed", told.confirmed_by, at)
        case observation.Rejected() as told:
            return "decide_observations", (one.stream, "rejected", told.rejected_by, at)
    return None
