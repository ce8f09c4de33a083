"""Targets by year (达标占比) of a district, and the communities certified towards them.

The law it keeps: a target is set by a document and never below what the regulation names for that year; a community is certified after its
acceptance appraisal was passed, once; a rural one is certified case by case (符合一个申报考核一个) and stands beside the share, not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid, PolicyRefused, Refused, Unknown
from domain.governance.appraisal import Grade
from domain.governance.clauses import clause_of
from domain.ids import AppraisalId, CommunityId, TargetsId
from domain.policy import PolicyProfile, RuleUnknown
from domain.policy_terms import Target
from domain.required import require_document
from domain.schema import Event, Events, event


class Reach(StrEnum):
    """open: the year is not over and it is not reached yet."""

    REACHED = "reached"
    MISSED = "missed"
    OPEN = "open"


# Stored formats: change only with an upcast and a golden file.


@event("targets.target_set")
class TargetSet:
    """target: key of the profile's. percent: of the communities it is a share of, by the end of that year."""

    targets: TargetsId
    target: str
    year: int
    percent: int
    document: str
    clause: str


@event("targets.community_certified")
class CommunityCertified:
    """appraisal: the acceptance it passed."""

    targets: TargetsId
    target: str
    community: CommunityId
    is_rural: bool
    appraisal: AppraisalId
    on: date
    document: str
    clause: str


@event("targets.certification_withdrawn")
class CertificationWithdrawn:
    target: str
    community: CommunityId
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class State:
    """percents: (target, year) -> as set last. certified: (target, community)."""

    percents: Mapping[tuple[str, int], int] = field(default_factory=dict)
    certified: frozenset[tuple[str, CommunityId]] = frozenset()


def evolve(state: State | None, event: Event) -> State:
    known = state or State()
    match event:
        case TargetSet():
            return replace(known, percents={**known.percents, (event.target, event.year): event.percent})
        case CommunityCertified():
            return replace(known, certified=known.certified | {(event.target, event.community)})
        case CertificationWithdrawn():
            return replace(known, certified=known.certified - {(event.target, event.community)})
    raise TypeError(f"not an event of the targets: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class PercentUnsound(Invalid):
    """Facts: percent."""

    code = "targets.percent_unsound"


class BelowRegulation(PolicyRefused):
    """Facts: year, value, limit, clause."""

    code = "targets.below_regulation"


class NotAccepted(Refused):
    """达标 alone is certified. Facts: grade (None: not closed), clause."""

    code = "targets.not_accepted"


class NotCertified(Unknown):
    code = "targets.not_certified"


def target_of(profile: PolicyProfile, key: str) -> Target:
    """Raises RuleUnknown."""
    if key not in profile.targets:
        raise RuleUnknown(profile=profile.key, rule=f"targets.{key}", known=sorted(profile.targets))
    return profile.targets[key]


def certifying(profile: PolicyProfile) -> Target:
    """The target that counts certified communities. Raises RuleUnknown."""
    found = next((one for one in profile.targets.values() if one.counts == "certified"), None)
    return found or target_of(profile, "certified")


def set_target(
    state: State | None, *, targets: TargetsId, target: str, year: int, percent: int, document: str, profile: PolicyProfile
) -> Events:
    wanted = target_of(profile, target)
    if not 0 < percent <= 100:
        raise PercentUnsound(percent=percent)
    if percent < (least := wanted.by_year.get(year, 0)):
        raise BelowRegulation(year=year, value=percent, limit=least, clause=wanted.source.clause)
    require_document(document)
    if state and state.percents.get((target, year)) == percent:
        return ()
    return (TargetSet(targets=targets, target=target, year=year, percent=percent, document=document, clause=wanted.source.clause),)


def certify(
    state: State | None,
    *,
    targets: TargetsId,
    community: CommunityId,
    is_rural: bool,
    appraisal: AppraisalId,
    grade: Grade | None,
    on: date,
    document: str,
    profile: PolicyProfile,
) -> Events:
    """grade: evidence, the result of that community's acceptance appraisal; None while it is open."""
    wanted = certifying(profile)
    if state and (wanted.key, community) in state.certified:
        return ()
    if grade not in (Grade.PASSED, Grade.EXCELLENT):
        raise NotAccepted(grade=grade, value=grade, limit=Grade.PASSED, clause=wanted.source.clause)
    require_document(document)
    clause = clause_of(profile, "certification.rural") if is_rural else wanted.source.clause
    return (
        CommunityCertified(
            targets=targets,
            target=wanted.key,
            community=community,
            is_rural=is_rural,
            appraisal=appraisal,
            on=on,
            document=document,
            clause=clause,
        ),
    )


def withdraw(state: State | None, *, community: CommunityId, on: date, document: str, profile: PolicyProfile) -> Events:
    target = certifying(profile).key
    if state is None or (target, community) not in state.certified:
        raise NotCertified()
    require_document(document)
    return (CertificationWithdrawn(target=target, community=community, on=on, document=document),)


def percents_of(term: Target, raised: Mapping[int, int]) -> dict[int, int]:
    """The wanted percent of each year: the regulation's, or what a document set instead."""
    return dict(sorted({**term.by_year, **raised}.items()))


def reach(reached: int, of: int, percent: int, year: int, today: date) -> Reach:
    """At the end of the year, or today while it lasts. A share of no communities is reached by none."""
    if of and reached * 100 >= percent * of:
        return Reach.REACHED
    return Reach.MISSED if year < today.year else Reach.OPEN
