"""Pairing help (结对帮扶) and activities of a community: who helps whom stands sealed, how many were helped is counted from the journal.

The law it keeps: no count is typed; an activity of a pairing falls into its time; a pairing ends once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid, Refused, Unknown
from domain.ids import CommunityId, PairingsId
from domain.required import require_name
from domain.schema import Event, Events, event
from domain.values import Sealed


class Giver(StrEnum):
    """党员；干部；驻区单位；志愿者。"""

    PARTY_MEMBER = "party_member"
    CADRE = "cadre"
    UNIT = "unit"
    VOLUNTEER = "volunteer"


# Stored formats: change only with an upcast and a golden file.


@event("pairing.started")
class PairingStarted:
    """pairing: 1, 2, 3… of the community. helped: how many people. content: sealed, who helps whom with what."""

    pairings: PairingsId
    community: CommunityId
    pairing: int
    giver: Giver
    helped: int
    on: date
    content: Sealed
    clause: str


@event("pairing.ended")
class PairingEnded:
    pairing: int
    on: date


@event("pairing.activity_held")
class ActivityHeld:
    """activity: 1, 2, 3… pairing: of which; None: for everybody. title: names nobody."""

    pairings: PairingsId
    community: CommunityId
    activity: int
    pairing: int | None
    title: str
    attendances: int
    on: date


@dataclass(frozen=True, slots=True)
class State:
    """running: pairing -> its first day and its last, None while it runs."""

    pairings: PairingsId
    running: Mapping[int, tuple[date, date | None]] = field(default_factory=dict)
    activities: int = 0


def evolve(state: State | None, event: Event) -> State:
    match event:
        case PairingStarted():
            known = state or State(event.pairings)
            return replace(known, running={**known.running, event.pairing: (event.on, None)})
        case ActivityHeld():
            return replace(state or State(event.pairings), activities=event.activity)
        case PairingEnded() if state:
            return replace(state, running={**state.running, event.pairing: (state.running[event.pairing][0], event.on)})
    raise TypeError(f"not an event of pairings: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class PairingUnknown(Unknown):
    """Facts: pairings (how many there are)."""

    code = "pairing.unknown"


class OutsideItsTime(Refused):
    """Facts: on, starts, ends."""

    code = "pairing.outside_its_time"


class CountUnsound(Invalid):
    """At least one. Facts: count."""

    code = "pairing.count_unsound"


def start(
    state: State | None,
    *,
    pairings: PairingsId,
    community: CommunityId,
    giver: Giver,
    helped: int,
    on: date,
    content: Sealed,
    clause: str,
) -> Events:
    _require_some(helped)
    number = len(state.running) + 1 if state else 1
    return (
        PairingStarted(
            pairings=pairings, community=community, pairing=number, giver=giver, helped=helped, on=on, content=content, clause=clause
        ),
    )


def end(state: State | None, *, pairing: int, on: date) -> Events:
    starts, ends = _known(state, pairing)
    if ends is not None:
        return ()
    if on < starts:
        raise OutsideItsTime(on=on, starts=starts, ends=ends)
    return (PairingEnded(pairing=pairing, on=on),)


def hold_activity(
    state: State | None, *, pairings: PairingsId, community: CommunityId, pairing: int | None, title: str, attendances: int, on: date
) -> Events:
    require_name(title)
    _require_some(attendances)
    if pairing is not None:
        starts, ends = _known(state, pairing)
        if on < starts or (ends is not None and on > ends):
            raise OutsideItsTime(on=on, starts=starts, ends=ends)
    number = state.activities + 1 if state else 1
    return (
        ActivityHeld(pairings=pairings, community=community, activity=number, pairing=pairing, title=title, attendances=attendances, on=on),
    )


def _known(state: State | None, pairing: int) -> tuple[date, date | None]:
    if state is None or pairing not in state.running:
        raise PairingUnknown(pairings=len(state.running) if state else 0)
    return state.running[pairing]


def _require_some(count: int) -> None:
    if count < 1:
        raise CountUnsound(count=count)
