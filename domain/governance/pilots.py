"""Pilot estates (试点小区) of a community.

The law it keeps: as many as the profile says and no more; while pilots run there is always one, so one ends after another was named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce

from domain.errors import PolicyRefused, Unknown
from domain.ids import CommunityId, PilotsId
from domain.policy import PolicyProfile
from domain.required import require_document, require_name
from domain.schema import Event, Events, event

FEWEST, MOST = "pilot.fewest", "pilot.most"

# Stored formats: change only with an upcast and a golden file.


@event("pilots.designated")
class PilotDesignated:
    """number: 1, 2, 3… never used again. estate: its name."""

    pilots: PilotsId
    community: CommunityId
    number: int
    estate: str
    on: date
    document: str
    clause: str


@event("pilots.ended")
class PilotEnded:
    number: int
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class State:
    """standing: number -> estate."""

    last: int = 0
    standing: Mapping[int, str] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    known = state or State()
    match event:
        case PilotDesignated():
            return State(event.number, {**known.standing, event.number: event.estate})
        case PilotEnded():
            return State(known.last, {number: estate for number, estate in known.standing.items() if number != event.number})
    raise TypeError(f"not an event of pilots: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class TooMany(PolicyRefused):
    """Facts: value (with this one), limit, clause."""

    code = "pilots.too_many"


class TooFew(PolicyRefused):
    """Facts: value (without this one), limit, clause."""

    code = "pilots.too_few"


class PilotUnknown(Unknown):
    code = "pilots.unknown"


def designate(
    state: State | None, *, pilots: PilotsId, community: CommunityId, estate: str, on: date, document: str, profile: PolicyProfile
) -> Events:
    """Raises RuleUnknown where the profile runs no pilots."""
    known, most = state or State(), profile.number(MOST)
    require_name(estate)
    require_document(document)
    if estate in known.standing.values():
        return ()
    if len(known.standing) >= most:
        raise TooMany(value=len(known.standing) + 1, limit=most, clause=profile.rule(MOST).clause)
    return (
        PilotDesignated(
            pilots=pilots,
            community=community,
            number=known.last + 1,
            estate=estate,
            on=on,
            document=document,
            clause=profile.rule(MOST).clause,
        ),
    )


def end(state: State | None, *, number: int, on: date, document: str, profile: PolicyProfile) -> Events:
    known, fewest = state or State(), profile.number(FEWEST)
    if not 1 <= number <= known.last:
        raise PilotUnknown()
    if number not in known.standing:
        return ()
    require_document(document)
    if (left := len(known.standing) - 1) < fewest:
        raise TooFew(value=left, limit=fewest, clause=profile.rule(FEWEST).clause)
    return (PilotEnded(number=number, on=on, document=document),)
