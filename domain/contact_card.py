"""A contact card (联系卡) in a household's hands: who answers for its grid. One of each kind; a new one when the person changes.

The law it keeps: the card names whoever holds the post on the day it is given; the same card is not given twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from domain.errors import Refused
from domain.ids import CardId, CommunityId, GridId, HouseholdId, WardenId
from domain.schema import Event, Events, event


class CardKind(StrEnum):
    """便民服务联系卡; 群众事务党员干部代办联系卡."""

    CONVENIENCE = "convenience"
    PROXY = "proxy"


@event("card.issued")
class Issued:
    """Stored format: change only with an upcast and a golden file. edition: 1, 2, … of this household's card of this kind."""

    card: CardId
    community: CommunityId
    household: HouseholdId
    grid: GridId
    kind: CardKind
    warden: WardenId
    edition: int


@dataclass(frozen=True, slots=True)
class State:
    grid: GridId
    warden: WardenId
    edition: int


class NobodyToName(Refused):
    """Nobody holds the grid's post. Facts: grid."""

    code = "card.nobody_to_name"


def card_id(household: HouseholdId, kind: CardKind) -> CardId:
    return CardId(f"crd-{household.removeprefix('hh-')}{kind.value[0]}")


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, Issued):
        raise TypeError(f"not an event of a card: {type(event).__name__}")
    return State(event.grid, event.warden, event.edition)


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def issue(
    state: State | None, *, community: CommunityId, household: HouseholdId, grid: GridId, kind: CardKind, warden: WardenId | None
) -> Events:
    """warden: evidence, who holds the grid's post now."""
    if warden is None:
        raise NobodyToName(grid=grid)
    if state is not None and (state.grid, state.warden) == (grid, warden):
        return ()
    edition = (state.edition if state else 0) + 1
    card = card_id(household, kind)
    return (Issued(card=card, community=community, household=household, grid=grid, kind=kind, warden=warden, edition=edition),)
