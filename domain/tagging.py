"""Tags on one person, from the governed catalogue only: each with a basis, a purpose, who set it, and a day on which it ends.

The law it keeps: what the tag says is sealed; it ends by itself; the same tag does not stand twice; whoever lifts it is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce

from domain.errors import Invalid, Unknown
from domain.ids import CommunityId, HouseholdId, PersonId
from domain.required import require_reason
from domain.schema import Event, Events, event
from domain.tag_catalogue import TagKind
from domain.values import Sealed


@event("tag.set")
class TagSet:
    """Stored format: change only with an upcast and a golden file. sealed: which tag, its basis and purpose, under the person's key."""

    person: PersonId
    household: HouseholdId
    community: CommunityId
    number: int
    expires_on: date
    set_by: str
    sealed: Sealed


@event("tag.lifted")
class TagLifted:
    """why: "met", "no_longer" or "mistaken"."""

    number: int
    lifted_by: str
    why: str


WHY = frozenset({"met", "no_longer", "mistaken"})


@dataclass(frozen=True, slots=True)
class State:
    """standing: by number, the last day on which the tag holds."""

    person: PersonId
    issued: int = 0
    standing: Mapping[int, date] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    match event:
        case TagSet():
            before = state or State(event.person)
            return replace(before, issued=event.number, standing=dict(before.standing) | {event.number: event.expires_on})
        case TagLifted() if state is not None:
            return replace(state, standing={number: day for number, day in state.standing.items() if number != event.number})
    raise TypeError(f"not an event of tags: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class TagEndsWrong(Invalid):
    """A tag ends, after today and within what the catalogue allows. Facts: earliest, latest."""

    code = "tag.expiry_out_of_range"


class BasisMissing(Invalid):
    code = "tag.basis_missing"


class TagUnknown(Unknown):
    code = "tag.unknown"


class LiftingUnknown(Invalid):
    """Facts: known."""

    code = "tag.lifting_unknown"


def put(
    state: State | None,
    *,
    person: PersonId,
    household: HouseholdId,
    community: CommunityId,
    kind: TagKind,
    basis: str,
    held: Mapping[int, str],
    today: date,
    expires_on: date,
    set_by: str,
    sealed: Sealed,
) -> Events:
    """held: evidence, the keys of the tags that stand, by number, as the vault opened them. The same tag again writes nothing."""
    if not basis.strip():
        raise BasisMissing()
    latest = today + timedelta(days=kind.days)
    if not today < expires_on <= latest:
        raise TagEndsWrong(earliest=today + timedelta(days=1), latest=latest)
    standing = state.standing if state else {}
    if any(held.get(number) == kind.key and today <= day for number, day in standing.items()):
        return ()
    number = (state.issued if state else 0) + 1
    told = TagSet(
        person=person, household=household, community=community, number=number, expires_on=expires_on, set_by=set_by, sealed=sealed
    )
    return (told,)


def lift(state: State | None, number: int, *, by: str, why: str) -> Events:
    require_reason(why)
    if why not in WHY:
        raise LiftingUnknown(known=sorted(WHY))
    if state is None or not 1 <= number <= state.issued:
        raise TagUnknown()
    if number not in state.standing:
        return ()
    return (TagLifted(number=number, lifted_by=by, why=why),)
