"""What a household needs or thinks (需求、意见): recorded by class, struck off when it is met (分类记录，解决一件注销一件).

The law it keeps: nothing is deleted; a line is struck off once, with its outcome and by whom. What it says, and of whom, is sealed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid, Refused, Unknown
from domain.ids import CommunityId, HouseholdId, NeedId, PersonId
from domain.schema import Event, Events, event
from domain.values import Sealed


class Kind(StrEnum):
    """需求 (of a person: its class is sealed) or 意见 (its category is one of the profile's)."""

    NEED = "need"
    OPINION = "opinion"


HOME_CARE = "home_care"
CLASSES = frozenset({HOME_CARE, "health", "daily_life", "housing", "work", "education", "other"})
OUTCOMES = frozenset({"met", "declined", "no_longer"})


@event("need.recorded")
class Recorded:
    """Stored format: change only with an upcast and a golden file. category: of an opinion alone. sealed: class and text."""

    need: NeedId
    kind: Kind
    community: CommunityId
    household: HouseholdId
    person: PersonId | None
    category: str | None
    recorded_by: str
    sealed: Sealed


@event("need.struck_off")
class StruckOff:
    outcome: str
    struck_by: str
    note: Sealed | None


@dataclass(frozen=True, slots=True)
class State:
    need: NeedId
    kind: Kind
    community: CommunityId
    household: HouseholdId
    outcome: str | None = None


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Recorded():
            return State(event.need, event.kind, event.community, event.household)
        case StruckOff() if state is not None:
            return replace(state, outcome=event.outcome)
    raise TypeError(f"not an event of a need: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class NeedUnknown(Unknown):
    code = "need.unknown"


class ClassUnknown(Invalid):
    """Facts: known."""

    code = "need.class_unknown"


class OutcomeUnknown(Invalid):
    """Facts: known."""

    code = "need.outcome_unknown"


class StruckOffAlready(Refused):
    """Facts: outcome."""

    code = "need.struck_off_already"


def record(
    state: State | None,
    *,
    need: NeedId,
    kind: Kind,
    community: CommunityId,
    household: HouseholdId,
    person: PersonId | None,
    class_: str,
    categories: Collection[str],
    by: str,
    sealed: Sealed,
) -> Events:
    """class_: of CLASSES for a need, of the profile's categories for an opinion."""
    if state is not None:
        return ()
    known = CLASSES if kind is Kind.NEED else frozenset(categories)
    if class_ not in known:
        raise ClassUnknown(known=sorted(known))
    told = Recorded(
        need=need,
        kind=kind,
        community=community,
        household=household,
        person=person,
        category=class_ if kind is Kind.OPINION else None,
        recorded_by=by,
        sealed=sealed,
    )
    return (told,)


def strike_off(state: State | None, *, outcome: str, by: str, note: Sealed | None) -> Events:
    if state is None:
        raise NeedUnknown()
    if outcome not in OUTCOMES:
        raise OutcomeUnknown(known=sorted(OUTCOMES))
    if state.outcome is not None:
        if state.outcome == outcome:
            return ()
        raise StruckOffAlready(outcome=state.outcome)
    return (StruckOff(outcome=outcome, struck_by=by, note=note),)
