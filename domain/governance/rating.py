"""A rating: residents, bodies and departments rate a community's station, and communities rate the departments in return (双向考核).

The law it keeps: both ways are the same act; a group of raters gives one rating for a subject and a span. Never of a warden.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid, Refused
from domain.ids import CommunityId, RatingId
from domain.required import require_name
from domain.schema import Event, Events, event


class Subject(StrEnum):
    """The community's station, or a department above it."""

    STATION = "station"
    DEPARTMENT = "department"


class Raters(StrEnum):
    """居民、社区党组织、居委会、部门；社区 when a department is rated."""

    RESIDENTS = "residents"
    PARTY_ORGANISATION = "party_organisation"
    RESIDENTS_COMMITTEE = "residents_committee"
    DEPARTMENT = "department"
    COMMUNITY = "community"


@event("rating.given")
class RatingGiven:
    """Stored format: change only with an upcast and a golden file. tallies: how many gave 1, 2, 3, 4, 5; about whom: a body, no person."""

    rating: RatingId
    community: CommunityId
    subject: Subject
    name: str
    raters: Raters
    span_first: date
    span_last: date
    tallies: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class State:
    rating: RatingId
    community: CommunityId


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, RatingGiven):
        raise TypeError(f"not an event of a rating: {event!r}")
    return State(event.rating, event.community)


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class TalliesUnsound(Invalid):
    """Five numbers, none below 0, at least one answer."""

    code = "rating.tallies_unsound"


class WrongRaters(Refused):
    """A department is rated by communities, a station by everybody else. Facts: raters."""

    code = "rating.wrong_raters"


def give(
    state: State | None,
    *,
    rating: RatingId,
    community: CommunityId,
    subject: Subject,
    name: str,
    raters: Raters,
    span: tuple[date, date],
    tallies: tuple[int, ...],
) -> Events:
    if state is not None:
        return ()
    require_name(name)
    if (subject is Subject.DEPARTMENT) != (raters is Raters.COMMUNITY):
        raise WrongRaters(raters=raters)
    if len(tallies) != 5 or min(tallies) < 0 or not sum(tallies):
        raise TalliesUnsound()
    return (
        RatingGiven(
            rating=rating,
            community=community,
            subject=subject,
            name=name,
            raters=raters,
            tallies=tallies,
            span_first=span[0],
            span_last=span[1],
        ),
    )


def index(tallies: Iterable[int]) -> float:
    """Satisfaction from 0 to 100: the mean of 1…5 stretched."""
    counts = tuple(tallies)
    mean = sum(count * stars for stars, count in enumerate(counts, 1)) / sum(counts)
    return round((mean - 1) * 25, 1)
