"""Visits put right, as an auditor looks for them among the corrections: which fields, by whom, decided by whom; never what was written."""

from __future__ import annotations

from api import shown_events
from api.context import Ctx
from domain import visit
from domain.journal import Recorded
from projections import visit_log
from projections.statements import Row

OUTCOMES = {visit.Corrected: "approved", visit.CorrectionRejected: "rejected"}


def righted(ctx: Ctx, told: Recorded) -> Row | None:
    """None for the approval of one that was proposed: it stands in the line of its proposal."""
    body = told.body
    if isinstance(body, visit.CorrectionProposed):
        decided = next((one for one in shown_events.stream(ctx, told.stream) if one.position > told.position), None)
        return _line(told, body, body.proposed_by, decided)
    assert isinstance(body, visit.Corrected)
    return _line(told, body, body.corrected_by, told) if body.approved_by is None else None


def _line(told: Recorded, body: visit.CorrectionProposed | visit.Corrected, by: str, decided: Recorded | None) -> Row:
    effect = decided if decided is not None and isinstance(decided.body, visit.Corrected) else None
    by_another = decided if decided is not told else None
    return {
        "correction": told.stream,
        "household": body.right.household,
        "person": None,
        "part": "visit",
        "fields": _changed(body),
        "proposed_by": by,
        "proposed_at": told.recorded_at,
        "outcome": decided and OUTCOMES[type(decided.body)],
        "decided_by": by_another and by_another.meta.actor,
        "decided_at": by_another and by_another.recorded_at,
        "document": decided.meta.document if decided else "",
        "community": body.community,
        "position": told.position,
        "effect": effect and effect.position,
    }


def _changed(body: visit.CorrectionProposed | visit.Corrected) -> list[str]:
    return [name for name in visit_log.TOLD if getattr(body.was, name) != getattr(body.right, name)] + ["text"] * body.is_new_text
