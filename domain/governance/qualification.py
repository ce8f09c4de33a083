"""A professional qualification (职业资格) of somebody who works in a community; how many a community still lacks follows from them.

The law it keeps: one certificate counts once and for one community at a time; who holds it stands sealed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Refused, Unknown
from domain.ids import CommunityId, QualificationId
from domain.schema import Event, Events, event
from domain.values import Sealed


class Level(StrEnum):
    """助理社会工作师；社会工作师；高级社会工作师。"""

    ASSISTANT = "assistant"
    SOCIAL_WORKER = "social_worker"
    SENIOR = "senior"


class Ending(StrEnum):
    MOVED = "moved"
    LEFT = "left"
    LAPSED = "lapsed"


# Stored formats: change only with an upcast and a golden file.


@event("qualification.recorded")
class QualificationRecorded:
    """One stream a certificate. term: 1, 2, 3…, each in one community. content: sealed, name and number of the certificate."""

    qualification: QualificationId
    community: CommunityId
    term: int
    level: Level
    on: date
    content: Sealed


@event("qualification.ended")
class QualificationEnded:
    term: int
    ending: Ending
    on: date


@dataclass(frozen=True, slots=True)
class State:
    qualification: QualificationId
    community: CommunityId
    term: int
    ending: Ending | None = None


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, QualificationRecorded):
        return State(event.qualification, event.community, event.term)
    if isinstance(event, QualificationEnded) and state is not None:
        return replace(state, ending=event.ending)
    raise TypeError(f"not an event of a qualification: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class QualificationUnknown(Unknown):
    code = "qualification.unknown"


class CertificateTwice(Refused):
    """The same certificate counts in another community already."""

    code = "qualification.certificate_twice"


class EndedOtherwise(Refused):
    """Facts: ending."""

    code = "qualification.ended_otherwise"


def record(
    state: State | None,
    *,
    qualification: QualificationId,
    community: CommunityId,
    level: Level,
    on: date,
    content: Sealed,
) -> Events:
    """qualification: the same for the same certificate, wherever it is recorded."""
    if state is not None and state.ending is None:
        if state.community == community:
            return ()
        raise CertificateTwice()
    return (
        QualificationRecorded(
            qualification=qualification, community=community, term=state.term + 1 if state else 1, level=level, on=on, content=content
        ),
    )


def end(state: State | None, *, ending: Ending, on: date) -> Events:
    if state is None:
        raise QualificationUnknown()
    if state.ending is ending:
        return ()
    if state.ending is not None:
        raise EndedOtherwise(ending=state.ending)
    return (QualificationEnded(term=state.term, ending=ending, on=on),)


def gap(holders: int, wanted: int) -> int:
    """How many are missing. Source: policies key "staffing.social_workers"."""
    return max(0, wanted - holders)
