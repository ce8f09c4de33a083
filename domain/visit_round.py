"""A concentrated visit round (集中性走访): a community visits its households within some weeks, at least twice a year.

The law it keeps: one round at a time in a community; who opens it says until when; its coverage is measured, never typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from domain.errors import Invalid, Refused, Unknown
from domain.ids import CommunityId, RoundId
from domain.required import require_name
from domain.schema import Event, Events, event


@event("visit_round.opened")
class Opened:
    """Stored format: change only with an upcast and a golden file. Days in China, both included."""

    round: RoundId
    community: CommunityId
    title: str
    starts_on: date
    ends_on: date


@event("visit_round.closed")
class Closed:
    """households: those that lived in the community on the day it closed; visited: of these, within the round. As measured then."""

    on: date
    households: int
    visited: int


@dataclass(frozen=True, slots=True)
class State:
    round: RoundId
    community: CommunityId
    starts_on: date
    ends_on: date
    closed_on: date | None = None


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Opened():
            return State(event.round, event.community, event.starts_on, event.ends_on)
        case Closed() if state is not None:
            return replace(state, closed_on=event.on)
    raise TypeError(f"not an event of a visit round: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class RoundUnknown(Unknown):
    code = "visit_round.unknown"


class RoundOpen(Refused):
    """Another round of the community is open. Facts: round."""

    code = "visit_round.open_already"


class RoundClosed(Refused):
    code = "visit_round.closed_already"


class RoundBackwards(Invalid):
    """Facts: starts_on, ends_on."""

    code = "visit_round.backwards"


class RoundNotBegun(Refused):
    """Facts: starts_on."""

    code = "visit_round.not_begun"


def open_round(
    state: State | None, *, round_id: RoundId, community: CommunityId, title: str, starts_on: date, ends_on: date, running: RoundId | None
) -> Events:
    """running: evidence, the community's round that is open now."""
    if state is not None:
        return ()
    require_name(title)
    if ends_on < starts_on:
        raise RoundBackwards(starts_on=starts_on, ends_on=ends_on)
    if running is not None:
        raise RoundOpen(round=running)
    return (Opened(round=round_id, community=community, title=title.strip(), starts_on=starts_on, ends_on=ends_on),)


def close(state: State | None, *, on: date, households: int, visited: int) -> Events:
    """households, visited: evidence, as the visit log counts them."""
    if state is None:
        raise RoundUnknown()
    if state.closed_on is not None:
        raise RoundClosed()
    if on < state.starts_on:
        raise RoundNotBegun(starts_on=state.starts_on)
    return (Closed(on=on, households=households, visited=visited),)
