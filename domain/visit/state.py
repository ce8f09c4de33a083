"""A home visit folded from its events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

from domain.ids import CommunityId, VisitId
from domain.schema import Event
from domain.visit.events import Corrected, CorrectionProposed, CorrectionRejected, Entry, Recorded


@dataclass(frozen=True, slots=True)
class State:
    """told: what was recorded first; entry: as it was put right last. proposed: waits for a decision."""

    visit: VisitId
    community: CommunityId
    told: Entry
    entry: Entry
    proposed: CorrectionProposed | None = None


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Recorded():
            return State(event.visit, event.community, told := _entry_of(event), told)
        case CorrectionProposed() if state is not None:
            return replace(state, proposed=event)
        case Corrected() if state is not None:
            return replace(state, community=event.community, entry=event.right, proposed=None)
        case CorrectionRejected() if state is not None:
            return replace(state, proposed=None)
    raise TypeError(f"not an event of a visit: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def _entry_of(told: Recorded) -> Entry:
    return Entry(
        household=told.household,
        building=told.building,
        grid=told.grid,
        warden=told.warden,
        contact=told.contact,
        role=told.role,
        purpose=told.purpose,
        visited_at=told.visited_at,
        standing_in=told.standing_in,
        ticket=told.ticket,
        found=told.found,
    )
