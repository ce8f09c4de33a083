"""The record of a visit put right (更正): what it said stays in the journal, what is right is told beside it.

Within the days that the profile leaves, who recorded it puts it right alone; later, or once the visit was drawn for a spot check,
somebody else decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.ids import CommunityId, WardenId
from domain.required import require_reason
from domain.schema import Events
from domain.values import Sealed
from domain.visit.events import Because, Corrected, CorrectionProposed, CorrectionRejected, Entry
from domain.visit.refusals import CorrectionPending, NoCorrectionPending, NothingCorrected, NotYourVisit, ProposerDecides, VisitUnknown
from domain.visit.state import State


@dataclass(frozen=True, slots=True)
class Span:
    """How many days ago the visit was made, counted from what was said of it first, and within how many it is put right freely."""

    made_on: date
    today: date
    days: int

    @property
    def is_over(self) -> bool:
        return (self.today - self.made_on).days > self.days


def correct(
    state: State | None,
    *,
    right: Entry,
    is_new_text: bool,
    community: CommunityId,
    own: WardenId | None,
    span: Span,
    is_drawn: bool,
    why: str,
    note: Sealed,
    by: str,
) -> Events:
    """Put right at once, or proposed where somebody else decides.

    right: the whole entry, as `recording.entry_for` allows it; is_new_text: its issue or feedback says something else. own: the warden who
    asks, None: the desk. is_drawn: evidence, the visit was drawn for a spot check. why: looked at for being there; kept is the note.
    Raises VisitUnknown, NotYourVisit, CorrectionPending, NothingCorrected, ReasonMissing.
    """
    was = _correctable(state, own).entry
    assert state is not None
    if not is_new_text and replace(right, found=was.found) == was:
        raise NothingCorrected()
    require_reason(why)
    because = Because.DRAWN if is_drawn else Because.OVERDUE if span.is_over else None
    told: dict[str, Any] = {
        "visit": state.visit,
        "community": community,
        "was": was,
        "right": right,
        "is_new_text": is_new_text,
        "note": note,
    }
    if because is not None:
        return (CorrectionProposed(**told, because=because, proposed_by=by),)
    return (Corrected(**told, corrected_by=by, approved_by=None),)


def approve_correction(state: State | None, *, by: str) -> Events:
    """Raises VisitUnknown, NoCorrectionPending, ProposerDecides."""
    asked = _undecided(state, by)
    return (
        Corrected(
            visit=asked.visit,
            community=asked.community,
            was=asked.was,
            right=asked.right,
            note=asked.note,
            is_new_text=asked.is_new_text,
            corrected_by=asked.proposed_by,
            approved_by=by,
        ),
    )


def reject_correction(state: State | None, *, by: str, why: str, note: Sealed) -> Events:
    """Raises VisitUnknown, NoCorrectionPending, ProposerDecides, ReasonMissing."""
    asked = _undecided(state, by)
    require_reason(why)
    return (CorrectionRejected(visit=asked.visit, note=note, rejected_by=by),)


def _correctable(state: State | None, own: WardenId | None) -> State:
    if state is None:
        raise VisitUnknown()
    if own is not None and state.entry.warden != own:
        raise NotYourVisit()
    if state.proposed is not None:
        raise CorrectionPending(visit=state.visit)
    return state


def _undecided(state: State | None, by: str) -> CorrectionProposed:
    if state is None:
        raise VisitUnknown()
    if state.proposed is None:
        raise NoCorrectionPending(visit=state.visit)
    if state.proposed.proposed_by == by:
        raise ProposerDecides()
    return state.proposed
