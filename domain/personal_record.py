"""What is done to the personal data of a person, a household or another file on request: erased, restricted to storage, set free again.

The law it keeps: nobody does it alone, who proposes does not confirm; each has a ground in law and a document; it is decided once; what
was erased stays so. The journal's events are never changed: the keys that open what they sealed are destroyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from typing import Any

from domain.errors import Forbidden, Invalid, Refused, Unknown
from domain.ids import CommunityId, PersonalMeasureId
from domain.required import require_document
from domain.schema import Event, Events, event
from domain.values import Sealed


class Measure(StrEnum):
    ERASE = "erase"
    RESTRICT = "restrict"
    LIFT = "lift"


class Standing(StrEnum):
    """Of the personal data of a subject."""

    IN_USE = "in_use"
    RESTRICTED = "restricted"
    ERASED = "erased"


_ERASURE, _STORAGE = "个人信息保护法 第四十七条第一款第（{}）项", "个人信息保护法 第四十七条第二款"
CLAUSES: Mapping[Measure, Mapping[str, str]] = {
    Measure.ERASE: {
        "purpose_met": _ERASURE.format("一"),
        "service_ended": _ERASURE.format("二"),
        "consent_withdrawn": _ERASURE.format("三"),
        "unlawful": _ERASURE.format("四"),
        "other_law": _ERASURE.format("五"),
    },
    Measure.RESTRICT: {"retention_runs": _STORAGE, "hard_to_erase": _STORAGE},
    Measure.LIFT: {"retention_over": _STORAGE, "mistaken": _STORAGE},
}
"""The grounds there are, each with its clause."""


@dataclass(frozen=True, slots=True)
class DestroyedKey:
    """fingerprint: of the key of that subject, as the sealed blocks name it; "": nothing was ever sealed for it."""

    subject: str
    fingerprint: str


@event("personal_record.measure_proposed")
class Proposed:
    """Stored format: change only with an upcast and a golden file.

    subject: id of a person, a household, a ticket or another file. note: the words of who asked, under the subject's own key.
    """

    measure_id: PersonalMeasureId
    community: CommunityId
    subject: str
    measure: Measure
    ground: str
    document: str
    note: Sealed | None
    proposed_by: str


@event("personal_record.erased")
class Erased:
    """keys: of the subject and of all that was sealed about it; they are destroyed after this was recorded."""

    measure_id: PersonalMeasureId
    community: CommunityId
    subject: str
    keys: tuple[DestroyedKey, ...]
    ground: str
    clause: str
    document: str
    proposed_by: str
    confirmed_by: str


@event("personal_record.restricted")
class Restricted:
    """subjects: whose sealed blocks are stored from now on and neither opened nor added to."""

    measure_id: PersonalMeasureId
    community: CommunityId
    subject: str
    subjects: tuple[str, ...]
    ground: str
    clause: str
    document: str
    proposed_by: str
    confirmed_by: str


@event("personal_record.restriction_lifted")
class RestrictionLifted:
    measure_id: PersonalMeasureId
    community: CommunityId
    subject: str
    subjects: tuple[str, ...]
    ground: str
    clause: str
    document: str
    proposed_by: str
    confirmed_by: str


@event("personal_record.measure_rejected")
class Rejected:
    rejected_by: str


Carried = Erased | Restricted | RestrictionLifted


@dataclass(frozen=True, slots=True)
class State:
    measure_id: PersonalMeasureId
    community: CommunityId
    subject: str
    measure: Measure
    ground: str
    document: str
    proposed_by: str
    outcome: str | None = None


_MEASURES = {Erased: Measure.ERASE, Restricted: Measure.RESTRICT, RestrictionLifted: Measure.LIFT}


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Proposed():
            return State(event.measure_id, event.community, event.subject, event.measure, event.ground, event.document, event.proposed_by)
        case Rejected() if state is not None:
            return replace(state, outcome="rejected")
        case Erased() | Restricted() | RestrictionLifted():
            told = (event.measure_id, event.community, event.subject, _MEASURES[type(event)], event.ground, event.document)
            return State(*told, event.proposed_by, "confirmed")
    raise TypeError(f"not an event of a personal record: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class MeasureUnknown(Unknown):
    code = "personal_record.measure_unknown"


class SubjectUnknown(Unknown):
    """Nothing is recorded about it."""

    code = "personal_record.subject_unknown"


class MeasureDecided(Refused):
    """Facts: outcome."""

    code = "personal_record.decided_already"


class ProposerConfirms(Forbidden):
    """Who proposed it does not decide on it."""

    code = "personal_record.proposer_confirms"


class GroundUnknown(Invalid):
    """Facts: measure, known."""

    code = "personal_record.ground_unknown"


class StandsOtherwise(Refused):
    """The subject's data was erased already, or is restricted already, or is not restricted. Facts: subject, standing."""

    code = "personal_record.stands_otherwise"


_FROM = {
    Measure.ERASE: (Standing.IN_USE, Standing.RESTRICTED),
    Measure.RESTRICT: (Standing.IN_USE,),
    Measure.LIFT: (Standing.RESTRICTED,),
}


def require_possible(measure: Measure, subject: str, standing: Standing, ground: str) -> None:
    """standing: evidence, as the vault has it. Raises StandsOtherwise, GroundUnknown."""
    if standing not in _FROM[measure]:
        raise StandsOtherwise(subject=subject, standing=standing.value)
    if ground not in CLAUSES[measure]:
        raise GroundUnknown(measure=measure.value, known=sorted(CLAUSES[measure]))


def propose(
    state: State | None,
    *,
    measure_id: PersonalMeasureId,
    community: CommunityId,
    subject: str,
    standing: Standing,
    measure: Measure,
    ground: str,
    document: str,
    note: Sealed | None,
    by: str,
) -> Events:
    """Raises StandsOtherwise, GroundUnknown, DocumentMissing."""
    if state is not None:
        return ()
    require_possible(measure, subject, standing, ground)
    require_document(document)
    told = Proposed(
        measure_id=measure_id,
        community=community,
        subject=subject,
        measure=measure,
        ground=ground,
        document=document,
        note=note,
        proposed_by=by,
    )
    return (told,)


def confirm(state: State | None, *, standing: Standing, keys: Sequence[DestroyedKey], by: str) -> Events:
    """keys: evidence, what was sealed about the subject by now.

    Raises MeasureUnknown, MeasureDecided, ProposerConfirms, StandsOtherwise.
    """
    asked = _undecided(state, by)
    require_possible(asked.measure, asked.subject, standing, asked.ground)
    common: dict[str, Any] = {
        "measure_id": asked.measure_id,
        "community": asked.community,
        "subject": asked.subject,
        "ground": asked.ground,
        "clause": CLAUSES[asked.measure][asked.ground],
        "document": asked.document,
        "proposed_by": asked.proposed_by,
        "confirmed_by": by,
    }
    if asked.measure is Measure.ERASE:
        return (Erased(keys=tuple(keys), **common),)
    subjects = tuple(one.subject for one in keys)
    return ((Restricted if asked.measure is Measure.RESTRICT else RestrictionLifted)(subjects=subjects, **common),)


def reject(state: State | None, *, by: str) -> Events:
    """Raises MeasureUnknown, MeasureDecided, ProposerConfirms."""
    _undecided(state, by)
    return (Rejected(rejected_by=by),)


def _undecided(state: State | None, by: str) -> State:
    if state is None:
        raise MeasureUnknown()
    if state.outcome is not None:
        raise MeasureDecided(outcome=state.outcome)
    if state.proposed_by == by:
        raise ProposerConfirms()
    return state
