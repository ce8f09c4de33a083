"""Commendations (评优、授牌): what an office of a subdistrict gives in a year, by which document.

The law it keeps: only an award of the profile is given, with its title and its money and no other; no more in a year than the regulation
names (十佳: ten of a kind); a community is commended after it was certified; nobody gets the same twice in a year. It knows no points and
no order: who is commended is decided by people, with a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from domain.errors import PolicyRefused, Refused, Unknown
from domain.ids import CommendationsId, CommunityId
from domain.policy import PolicyProfile, RuleUnknown
from domain.policy_terms import Award
from domain.required import require_document
from domain.schema import Event, Events, event
from domain.values import Sealed

# Stored formats: change only with an upcast and a golden file.


@event("commendation.awarded")
class Awarded:
    """number: 1, 2, 3… of the year. recipient: id of a person, warden or building head, or the community itself; blank where the product
    does not know who is named. name: sealed under `recipient` or a key of its own; None for a community.
    """

    commendations: CommendationsId
    community: CommunityId
    number: int
    year: int
    award: str
    title: str
    yuan: int
    recipient: str
    name: Sealed | None
    on: date
    document: str
    clause: str


@event("commendation.revoked")
class Revoked:
    number: int
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class State:
    """standing: number -> (award, recipient)."""

    last: int = 0
    standing: Mapping[int, tuple[str, str]] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    known = state or State()
    match event:
        case Awarded():
            return State(event.number, {**known.standing, event.number: (event.award, event.recipient)})
        case Revoked():
            return replace(known, standing={number: one for number, one in known.standing.items() if number != event.number})
    raise TypeError(f"not an event of commendations: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class AllGiven(PolicyRefused):
    """Facts: title, year, value (given), limit, clause."""

    code = "commendation.all_given"


class CommunityNotCertified(Refused):
    """Facts: title, clause."""

    code = "commendation.community_not_certified"


class NobodyNamed(Refused):
    """An award for persons names one. Facts: title."""

    code = "commendation.nobody_named"


class CommendationUnknown(Unknown):
    """Facts: given (how many there are this year)."""

    code = "commendation.unknown"


def award_of(profile: PolicyProfile, key: str) -> Award:
    """Raises RuleUnknown."""
    if key not in profile.awards:
        raise RuleUnknown(profile=profile.key, rule=f"awards.{key}", known=sorted(profile.awards))
    return profile.awards[key]


def award(
    state: State | None,
    *,
    commendations: CommendationsId,
    community: CommunityId,
    award: str,
    recipient: str,
    name: Sealed | None,
    is_certified: bool,
    on: date,
    document: str,
    profile: PolicyProfile,
) -> Events:
    """is_certified: evidence, asked for where the award is a community's."""
    term, known = award_of(profile, award), state or State()
    require_document(document)
    if term.to == "community" and not is_certified:
        raise CommunityNotCertified(title=term.title, value=0, limit=1, clause=term.source.clause)
    if term.to == "person" and name is None:
        raise NobodyNamed(title=term.title)
    whom = community if term.to == "community" else recipient
    if whom and (award, whom) in known.standing.values():
        return ()
    given = sum(1 for key, _ in known.standing.values() if key == award)
    if term.number is not None and given >= term.number:
        raise AllGiven(title=term.title, year=on.year, value=given, limit=term.number, clause=term.source.clause)
    awarded = Awarded(
        commendations=commendations,
        community=community,
        number=known.last + 1,
        year=on.year,
        award=award,
        title=term.title,
        yuan=term.yuan or 0,
        recipient=whom,
        name=None if term.to == "community" else name,
        on=on,
        document=document,
        clause=term.source.clause,
    )
    return (awarded,)


def revoke(state: State | None, *, number: int, on: date, document: str) -> Events:
    known = state or State()
    if not 1 <= number <= known.last:
        raise CommendationUnknown(given=known.last)
    if number not in known.standing:
        return ()
    require_document(document)
    return (Revoked(number=number, on=on, document=document),)
