"""A policy that touches residents (关系群众利益的政策), and the consultations (会商会) held on it before it is published.

The law it keeps: where the profile asks for it, such a policy is published only after meetings with a number of communities; each community
counts once, and a meeting held afterwards mends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from domain.errors import Invalid, PolicyRefused, Refused, Unknown
from domain.governance.clauses import clause_of, value_of
from domain.ids import CommunityId, PublicPolicyId
from domain.policy import PolicyProfile
from domain.required import require_document, require_name
from domain.schema import Event, Events, event

ASKED, FEWEST = "consultation.before_policy", "consultation.fewest_communities"

# Stored formats: change only with an upcast and a golden file.


@event("consultation.policy_drafted")
class PolicyDrafted:
    """district: 6 digits. department: of the district, in its own name."""

    policy: PublicPolicyId
    district: str
    title: str
    department: str
    touches_residents: bool


@event("consultation.held")
class ConsultationHeld:
    """Counts alone: who came, opinions given, opinions taken up in the draft."""

    community: CommunityId
    on: date
    came: int
    opinions: int
    taken_up: int


@event("consultation.policy_published")
class PolicyPublished:
    """consulted: the communities, as they stood."""

    policy: PublicPolicyId
    district: str
    title: str
    on: date
    document: str
    consulted: tuple[CommunityId, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class State:
    """consulted: community -> the day."""

    policy: PublicPolicyId
    district: str
    title: str
    touches_residents: bool
    consulted: Mapping[CommunityId, date] = field(default_factory=dict)
    published_on: date | None = None


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, PolicyDrafted):
        return State(event.policy, event.district, event.title, event.touches_residents)
    known = existing(state)
    match event:
        case ConsultationHeld():
            return replace(known, consulted={**known.consulted, event.community: event.on})
        case PolicyPublished():
            return replace(known, published_on=event.on)
    raise TypeError(f"not an event of a policy: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def existing(state: State | None) -> State:
    if state is None:
        raise PolicyUnknown()
    return state


class PolicyUnknown(Unknown):
    code = "consultation.policy_unknown"


class NotConsulted(PolicyRefused):
    """Facts: value (communities consulted by that day), limit, clause."""

    code = "consultation.not_held"


class TooLate(Refused):
    """Facts: published_on."""

    code = "consultation.too_late"


class CountsUnsound(Invalid):
    """Somebody came, and no more opinions were taken up than given. Facts: came, opinions, taken_up."""

    code = "consultation.counts_unsound"


def draft(state: State | None, *, policy: PublicPolicyId, district: str, title: str, department: str, touches_residents: bool) -> Events:
    if state is not None:
        return ()
    require_name(title)
    require_name(department)
    return (PolicyDrafted(policy=policy, district=district, title=title, department=department, touches_residents=touches_residents),)


def consult(state: State | None, *, community: CommunityId, on: date, came: int, opinions: int, taken_up: int) -> Events:
    known = existing(state)
    if known.published_on is not None:
        raise TooLate(published_on=known.published_on)
    if came < 1 or not 0 <= taken_up <= opinions:
        raise CountsUnsound(came=came, opinions=opinions, taken_up=taken_up)
    if community in known.consulted:
        return ()
    return (ConsultationHeld(community=community, on=on, came=came, opinions=opinions, taken_up=taken_up),)


def publish(state: State | None, *, on: date, document: str, profile: PolicyProfile) -> Events:
    known = existing(state)
    if known.published_on is not None:
        return ()
    require_document(document)
    consulted = tuple(sorted(one for one, day in known.consulted.items() if day <= on))
    least = int(value_of(profile, FEWEST, 1))
    if known.touches_residents and value_of(profile, ASKED, False) and len(consulted) < least:
        raise NotConsulted(value=len(consulted), limit=least, clause=clause_of(profile, ASKED))
    return (
        PolicyPublished(
            policy=known.policy,
            district=known.district,
            title=known.title,
            on=on,
            document=document,
            consulted=consulted,
            clause=clause_of(profile, ASKED),
        ),
    )
