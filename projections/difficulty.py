"""How hard the work in each building is, as last decided, and every decision with its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from domain import difficulty
from projections.sheets import Sheet, Sheets
from projections.statements import Row, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "difficulty"


def _weight(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    percent = next(each.percent for each in told.weights if each.building == key)
    known = {"building": key, "community": told.community, "percent": percent}
    return known | {"decided_on": told.on.isoformat(), "document": told.document, "position": one.position}


def _decision(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    known = {"decision": key, "community": told.community, "decided_on": told.on.isoformat(), "document": told.document}
    return known | {"changed": len(told.weights), "decided_by": one.meta.actor, "position": one.position}


VIEW = Sheets(
    NAME,
    2,
    (
        Sheet(
            "difficulty_weight",
            "building",
            (difficulty.Decided, difficulty.Readdressed),
            _weight,
            lambda one: (each.building for each in one.body.weights),
        ),
        Sheet("difficulty_decision", "decision", (difficulty.Decided,), _decision, lambda one: (f"{one.stream}/{one.version}",)),
    ),
)


def weights(conn: psycopg.Connection, community: str) -> list[Row]:
    """Buildings that were ever weighed, the heaviest first."""
    return rows(conn, NAME, "weights", community=community)


def decisions(conn: psycopg.Connection, community: str) -> list[Row]:
    """In the order decided."""
    return rows(conn, NAME, "decisions", community=community)
