"""A correction of a household's file: proposed with what it should say, approved by somebody else, then told as a new event.

The law it keeps: nothing that was recorded is changed; who proposes does not approve; it is decided once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

from domain.errors import Forbidden, Refused, Unknown
from domain.ids import CommunityId, CorrectionId, HouseholdId, PersonId
from domain.required import require_reason
from domain.schema import Event, Events, event
from domain.values import Sealed


@event("correction.proposed")
class Proposed:
    """Stored format: change only with an upcast and a golden file.

    person: whose part of the file; None: the door. content: what it should say, whole. note: why; both sealed.
    """

    correction: CorrectionId
    community: CommunityId
    household: HouseholdId
    person: PersonId | None
    content: Sealed
    note: Sealed
    proposed_by: str


@event("correction.approved")
class Approved:
    approved_by: str
    document: str


@event("correction.rejected")
class Rejected:
    note: Sealed
    rejected_by: str


@dataclass(frozen=True, slots=True)
class State:
    correction: CorrectionId
    community: CommunityId
    household: HouseholdId
    person: PersonId | None
    content: Sealed
    proposed_by: str
    outcome: str | None = None


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Proposed():
            return State(event.correction, event.community, event.household, event.person, event.content, event.proposed_by)
        case Approved() if state is not None:
            return replace(state, outcome="approved")
        case Rejected() if state is not None:
            return replace(state, outcome="rejected")
    raise TypeError(f"not an event of a correction: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class CorrectionUnknown(Unknown):
    code = "correction.unknown"


class CorrectionDecided(Refused):
    """Facts: outcome."""

    code = "correction.decided_already"


class ProposerApproves(Forbidden):
    """Who proposed it does not decide on it."""

    code = "correction.proposer_decides"


def propose(
    state: State | None,
    *,
    correction: CorrectionId,
    community: CommunityId,
    household: HouseholdId,
    person: PersonId | None,
    content: Sealed,
    why: str,
    note: Sealed,
    by: str,
) -> Events:
    """why: looked at for being there; what is stored is the sealed note."""
    if state is not None:
        return ()
    require_reason(why)
    told = Proposed(
        correction=correction, community=community, household=household, person=person, content=content, note=note, proposed_by=by
    )
    return (told,)


def approve(state: State | None, *, by: str, document: str) -> Events:
    _open(state, by)
    return (Approved(approved_by=by, document=document),)


def reject(state: State | None, *, by: str, why: str, note: Sealed) -> Events:
    _open(state, by)
    require_reason(why)
    return (Rejected(note=note, rejected_by=by),)


def _open(state: State | None, by: str) -> State:
    if state is None:
        raise CorrectionUnknown()
    if state.outcome is not None:
        raise CorrectionDecided(outcome=state.outcome)
    if state.proposed_by == by:
        raise ProposerApproves()
    return state
