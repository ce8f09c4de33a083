"""Visits put right: what several read models change of a visit, and the corrections themselves."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from domain import visit
from projections.homes import sealed_json
from projections.statements import statement

if TYPE_CHECKING:
    from domain.journal import Recorded

PLAIN = ("household", "building", "grid", "contact", "role", "purpose", "ticket", "standing_in")


def put_right(batch: Sequence[Recorded], row: Callable[[Recorded], Sequence[Any]]) -> list[Sequence[Any]]:
    """A row for each visit put right in the batch, as it was put right last."""
    return list({one.stream: row(one) for one in batch if isinstance(one.body, visit.Corrected)}.values())


def visited(batch: Sequence[Recorded]) -> set[str]:
    """The households that visits are told of; of one put right also whose it was before."""
    told = {one.body.household for one in batch if isinstance(one.body, visit.Recorded)}
    righted = [one.body for one in batch if isinstance(one.body, visit.Corrected)]
    return told | {entry.household for each in righted for entry in (each.was, each.right)}


def keep(conn: psycopg.Connection, view: str, one: Recorded) -> None:
    """One correction as it is proposed, made, rejected: they are few, and each builds on the one before."""
    told = one.body
    decided = {
        "visit": one.stream,
        "decided_by": one.meta.actor,
        "decided_at": one.recorded_at,
        "decided_note": None,
        "decided": one.position,
    }
    match told:
        case visit.CorrectionProposed():
            asked = {"status": "pending", "because": told.because.value, "proposed_by": told.proposed_by}
            conn.execute(
                statement(view, "put_correction"), _told(one, told) | asked | dict.fromkeys(("decided_by", "decided_at", "decided"))
            )
        case visit.Corrected(approved_by=None):
            made = {"status": "made", "because": None, "proposed_by": told.corrected_by, "decided_by": None, "decided_at": None}
            conn.execute(statement(view, "put_correction"), _told(one, told) | made | {"decided": one.position})
        case visit.Corrected():
            conn.execute(statement(view, "decide_correction"), decided | {"status": "made"})
        case visit.CorrectionRejected():
            note = {"decided_note": sealed_json(told.note)}
            conn.execute(statement(view, "decide_correction"), decided | note | {"status": "rejected"})


def _told(one: Recorded, told: visit.CorrectionProposed | visit.Corrected) -> dict[str, Any]:
    return {
        "visit": one.stream,
        "community": told.community,
        "grid": told.right.grid,
        "household": told.right.household,
        "was_household": told.was.household,
        "was": _plain(told.was),
        "told": _plain(told.right),
        "was_found": sealed_json(told.was.found),
        "found": sealed_json(told.right.found),
        "is_new_text": told.is_new_text,
        "note": sealed_json(told.note),
        "proposed_at": one.recorded_at,
        "position": one.position,
    }


def _plain(entry: visit.Entry) -> str:
    return json.dumps({name: getattr(entry, name) for name in PLAIN} | {"visited_at": entry.visited_at.isoformat()})
