"""What a warden collects in the field (采集), until the community confirms or rejects it (录入).

The law it keeps: an observation changes no file by itself; it is decided once, and not by who submitted it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce

from domain.errors import Forbidden, Refused, Unknown
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, ObservationId
from domain.required import require_reason
from domain.schema import Event, Events, event
from domain.values import Sealed


class About(StrEnum):
    """流动人口、困难群众、重点场所, or a change in a household's file."""

    NEWLY_ARRIVED = "newly_arrived"
    HARDSHIP = "hardship"
    KEY_PLACE = "key_place"
    CHANGE = "change"


@event("observation.submitted")
class Submitted:
    """Stored format: change only with an upcast and a golden file. sealed: what was seen and, of a household, about what."""

    observation: ObservationId
    community: CommunityId
    grid: GridId
    building: BuildingId | None
    household: HouseholdId | None
    submitted_by: str
    sealed: Sealed


@event("observation.confirmed")
class Confirmed:
    confirmed_by: str
    document: str


@event("observation.rejected")
class Rejected:
    """note: why, sealed: it may speak of a person."""

    rejected_by: str
    note: Sealed


@dataclass(frozen=True, slots=True)
class State:
    observation: ObservationId
    community: CommunityId
    grid: GridId
    submitted_by: str
    outcome: str | None = None


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Submitted():
            return State(event.observation, event.community, event.grid, event.submitted_by)
        case Confirmed() if state is not None:
            return replace(state, outcome="confirmed")
        case Rejected() if state is not None:
            return replace(state, outcome="rejected")
    raise TypeError(f"not an event of an observation: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class ObservationUnknown(Unknown):
    code = "observation.unknown"


class ObservationDecided(Refused):
    """Facts: outcome."""

    code = "observation.decided_already"


class SubmitterDecides(Forbidden):
    """Who collected it does not confirm it."""

    code = "observation.submitter_decides"


def submit(
    state: State | None,
    *,
    observation: ObservationId,
    community: CommunityId,
    grid: GridId,
    building: BuildingId | None,
    household: HouseholdId | None,
    by: str,
    sealed: Sealed,
) -> Events:
    if state is not None:
        return ()
    told = Submitted(
        observation=observation,
        community=community,
        grid=grid,
        building=building,
        household=household,
        submitted_by=by,
        sealed=sealed,
    )
    return (told,)


def confirm(state: State | None, *, by: str, document: str) -> Events:
    _open(state, by)
    return (Confirmed(confirmed_by=by, document=document),)


def reject(state: State | None, *, by: str, why: str, note: Sealed) -> Events:
    """why: looked at for being there; what is stored is the sealed note."""
    _open(state, by)
    require_reason(why)
    return (Rejected(rejected_by=by, note=note),)


def _open(state: State | None, by: str) -> State:
    if state is None:
        raise ObservationUnknown()
    if state.outcome is not None:
        raise ObservationDecided(outcome=state.outcome)
    if state.submitted_by == by:
        raise SubmitterDecides()
    return state
