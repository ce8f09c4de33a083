"""What was brought into a community from files: which file, by whom, when, how many rows; never what stood in them."""

from __future__ import annotations

from typing import Any

from psycopg.rows import dict_row

from api import shown_events
from api.context import Ctx
from api.installation.standing import statement
from api.scope import inside
from domain import community, dividers
from domain.ids import CommunityId, dividers_id
from domain.journal import Recorded
from projections import trail

Told = dict[str, Any]
COUNTS = ("taken", "repaired", "refused", "known_before", "dwellings", "counted", "estimated")


def former(ctx: Ctx, owner: CommunityId) -> list[Told]:
    """Newest first. kind: buildings, lines, households. Of a residents' sheet no file is named: what was registered is counted."""
    found = [
        *(_buildings(one) for one in shown_events.stream(ctx, owner, whole=True) if isinstance(one.body, community.BuildingsImported)),
        *(_lines(one) for one in shown_events.stream(ctx, dividers_id(owner), whole=True)),
        *_households(ctx, owner),
    ]
    return sorted(found, key=lambda one: one["at"], reverse=True)


def _buildings(one: Recorded) -> Told:
    return _file("buildings", one) | {"counts": {name: getattr(one.body, name) for name in COUNTS}}


def _lines(one: Recorded) -> Told:
    assert isinstance(one.body, dividers.Recorded)
    return _file("lines", one) | {"counts": {"lines": len(one.body.lines)}}


def _file(kind: str, one: Recorded) -> Told:
    return {"kind": kind, "at": one.recorded_at, "by": one.meta.actor, "source": one.body.source, "sha256": one.body.sha256}


def _households(ctx: Ctx, owner: CommunityId) -> list[Told]:
    """One line for each command under which households were registered from a sheet."""
    with inside(ctx) as connection:
        positions = trail.positions_of(connection, owner, "household.registered")
        if not positions:
            return []
        rows = connection.cursor(row_factory=dict_row).execute(statement("imported"), (positions,)).fetchall()
    return [
        {"kind": "households", "at": row["at"], "by": row["by"], "source": "", "sha256": ""}
        | {"counts": {name: row[name] for name in ("households", "members")}}
        for row in rows
    ]
