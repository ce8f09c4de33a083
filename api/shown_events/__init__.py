"""Events as they are told to a person: over a session that PostgreSQL keeps inside what the person may look at.

Decisions read the journal itself (`ctx.journal`); what leaves the house goes through here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from psycopg.rows import tuple_row

from api.context import Ctx
from api.scope import everywhere, looking
from domain.envelope import Recorded, revive
from domain.journal import Position
from domain.sql_files import statement_in


def at(ctx: Ctx, positions: Collection[Position], *, whole: bool = False) -> tuple[Recorded, ...]:
    """Of these positions those that are shown, in order; one this release cannot read has envelope.Unreadable for its body.

    whole: to fold what is told: of a warden's communities everything, for a grid's duty stands in the roster and its borders in the plan.
    """
    return _told(ctx, whole, "at_positions", positions=list(positions))


def stream(ctx: Ctx, name: str, *, whole: bool = False) -> tuple[Recorded, ...]:
    """What is shown of a stream: its versions need not begin with 1. whole: as `at`."""
    return _told(ctx, whole, "of_stream", stream=name)


def streams(ctx: Ctx, names: Iterable[str]) -> tuple[Recorded, ...]:
    """What is shown of many, by stream and version."""
    return _told(ctx, False, "of_streams", streams=list(names))


def _told(ctx: Ctx, whole: bool, name: str, **given: Any) -> tuple[Recorded, ...]:
    scope = everywhere(ctx)
    scope = replace(scope, grids=None) if whole else scope
    with looking(ctx, scope) as connection, connection.cursor(binary=True, row_factory=tuple_row) as cursor:
        return tuple(revive(cursor.execute(_sql(name), given).fetchall(), tolerant=True))


def _sql(name: str) -> str:
    return statement_in("api.shown_events", name)
