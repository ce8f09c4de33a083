"""The catalogue of public commitments (服务承诺) of a community station: what it does for residents, how, by when, to what standard.

The law it keeps: a commitment names its content, its procedure, its time limit and its standard, all four; a revised one is another
edition, and what was promised on any day stays readable; it is withdrawn by a document alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid
from domain.governance.clauses import clause_of
from domain.governance.editions import Edition, following, standing
from domain.ids import CommitmentsId
from domain.policy import PolicyProfile
from domain.required import require_document, require_name
from domain.schema import Event, Events, event

PUBLISHED = "service.published"


class Clock(StrEnum):
    """What the time limit is counted in."""

    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    DAYS = "days"
    ON_THE_SPOT = "on_the_spot"


@dataclass(frozen=True, slots=True)
class Promise:
    """category: key of the profile's. content, procedure, limit with its clock (即办: 0 on the spot) and standard: the four fields."""

    title: str
    category: str
    content: str
    procedure: str
    limit: int
    clock: Clock
    standard: str


# Stored formats: change only with an upcast and a golden file.


@event("commitments.published")
class Published:
    """edition: 1, or the next after a withdrawal."""

    commitments: CommitmentsId
    key: str
    edition: int
    promise: Promise
    on: date
    clause: str


@event("commitments.revised")
class Revised:
    key: str
    edition: int
    promise: Promise
    on: date
    document: str


@event("commitments.withdrawn")
class Withdrawn:
    key: str
    edition: int
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class State:
    editions: Mapping[str, Edition[Promise]] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    known = state or State()
    match event:
        case Published() | Revised():
            return State({**known.editions, event.key: Edition(event.edition, event.promise, event.on)})
        case Withdrawn():
            return State({**known.editions, event.key: replace(known.editions[event.key], withdrawn=event.on)})
    raise TypeError(f"not an event of the commitments: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class FieldsMissing(Invalid):
    """Facts: fields (of content, procedure, limit, standard), clause."""

    code = "commitments.fields_missing"


def publish(
    state: State | None, *, commitments: CommitmentsId, key: str, promise: Promise, on: date, document: str, profile: PolicyProfile
) -> Events:
    """The first edition, or the next: a revision of what stands says by which document. Raises RuleUnknown for an unknown category."""
    known = state or State()
    require_name(promise.title)
    profile.category(promise.category)
    _require_whole(promise, clause_of(profile, PUBLISHED))
    edition = following(known.editions, key, promise, on)
    if edition is None:
        return ()
    if key in known.editions and known.editions[key].withdrawn is None:
        require_document(document)
        return (Revised(key=key, edition=edition, promise=promise, on=on, document=document),)
    clause = clause_of(profile, PUBLISHED)
    return (Published(commitments=commitments, key=key, edition=edition, promise=promise, on=on, clause=clause),)


def withdraw(state: State | None, *, key: str, on: date, document: str) -> Events:
    last = standing((state or State()).editions, key, on)
    if last is None:
        return ()
    require_document(document)
    return (Withdrawn(key=key, edition=last.number, on=on, document=document),)


def _require_whole(promise: Promise, clause: str) -> None:
    """On the spot is a time limit of its own."""
    missing = [name for name in ("content", "procedure", "standard") if not getattr(promise, name).strip()]
    if (promise.limit < 1) is not (promise.clock is Clock.ON_THE_SPOT) or promise.limit < 0:
        missing.append("limit")
    if missing:
        raise FieldsMissing(fields=sorted(missing), value=len(missing), limit=0, clause=clause)
