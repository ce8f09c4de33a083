"""A training of wardens (培训) and the written test after it (书面考试).

The law it keeps: who did not come is not tested, nobody before the training, and each once; the points stand sealed under the warden's own
key and are shown to nobody else. It knows no order and no average of persons: it is kept to see that everybody was trained and tested.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from domain.errors import Invalid, Refused, Unknown
from domain.governance.clauses import clause_of
from domain.ids import CommunityId, TrainingId, WardenId
from domain.policy import PolicyProfile
from domain.required import require_name
from domain.schema import Event, Events, event
from domain.values import Sealed

TESTED, FULL = "training.tested", "training.full_points"

# Stored formats: change only with an upcast and a golden file.


@event("training.held")
class TrainingHeld:
    training: TrainingId
    community: CommunityId
    title: str
    on: date
    attended: tuple[WardenId, ...]
    clause: str


@event("training.test_scored")
class TestScored:
    """result: the points, sealed under the warden's key. on: the day of the test."""

    community: CommunityId
    warden: WardenId
    on: date
    result: Sealed
    clause: str


@dataclass(frozen=True, slots=True)
class State:
    training: TrainingId
    community: CommunityId
    on: date
    attended: tuple[WardenId, ...]
    tested: frozenset[WardenId] = frozenset()


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, TrainingHeld):
        return State(event.training, event.community, event.on, event.attended)
    if isinstance(event, TestScored) and state is not None:
        return replace(state, tested=state.tested | {event.warden})
    raise TypeError(f"not an event of a training: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class TrainingUnknown(Unknown):
    code = "training.unknown"


class NobodyCame(Invalid):
    code = "training.nobody_came"


class NotTrained(Refused):
    """Facts: warden."""

    code = "training.not_trained"


class TestTooEarly(Refused):
    """培训后 comes the test. Facts: on, trained_on."""

    code = "training.test_too_early"


class ScoredAlready(Refused):
    """Facts: warden."""

    code = "training.scored_already"


class PointsUnsound(Invalid):
    """Facts: limit, clause."""

    code = "training.points_unsound"


def hold(
    state: State | None,
    *,
    training: TrainingId,
    community: CommunityId,
    title: str,
    on: date,
    attended: tuple[WardenId, ...],
    profile: PolicyProfile,
) -> Events:
    """attended: evidence, wardens of the community's roster."""
    if state is not None:
        return ()
    require_name(title)
    if not attended:
        raise NobodyCame()
    return (
        TrainingHeld(
            training=training,
            community=community,
            title=title,
            on=on,
            attended=tuple(dict.fromkeys(attended)),
            clause=clause_of(profile, TESTED),
        ),
    )


def require_points(points: int, profile: PolicyProfile) -> None:
    """From 0 to the full marks. Raises PointsUnsound: the number itself is not told."""
    if not 0 <= points <= profile.number(FULL):
        raise PointsUnsound(value="outside", limit=profile.number(FULL), clause=clause_of(profile, FULL))


def score(state: State | None, *, warden: WardenId, on: date, result: Sealed, profile: PolicyProfile) -> Events:
    if state is None:
        raise TrainingUnknown()
    if warden not in state.attended:
        raise NotTrained(warden=warden)
    if on < state.on:
        raise TestTooEarly(on=on, trained_on=state.on)
    if warden in state.tested:
        raise ScoredAlready(warden=warden)
    return (TestScored(community=state.community, warden=warden, on=on, result=result, clause=clause_of(profile, TESTED)),)
