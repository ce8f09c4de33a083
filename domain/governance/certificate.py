"""One certificate a resident asks for: issued or refused with a reason. Whom and what it certifies stands sealed.

The law it keeps: only a listed type is asked for and issued; it is issued or refused once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce

from domain.errors import Refused, Unknown
from domain.governance.certificates import CertificateType
from domain.ids import CertificateId, CommunityId
from domain.schema import Event, Events, event
from domain.values import Sealed


class Status(StrEnum):
    REQUESTED = "requested"
    ISSUED = "issued"
    REFUSED = "refused"


class Ground(StrEnum):
    """Why not: the facts are not as said; the community cannot know; papers are missing; the type was cancelled meanwhile."""

    FACTS_OTHERWISE = "facts_otherwise"
    BEYOND_ABILITY = "beyond_ability"
    PAPERS_MISSING = "papers_missing"
    TYPE_CANCELLED = "type_cancelled"


# Stored formats: change only with an upcast and a golden file.


@event("certificate.requested")
class Requested:
    """content: sealed name and purpose under the certificate's key."""

    certificate: CertificateId
    community: CommunityId
    type_key: str
    number: str
    content: Sealed


@event("certificate.issued")
class Issued:
    by: str
    legal_basis: str
    has_seal: bool


@event("certificate.refused")
class CertificateRefused:
    by: str
    ground: Ground
    clause: str


@dataclass(frozen=True, slots=True)
class State:
    certificate: CertificateId
    community: CommunityId
    type_key: str
    number: str
    status: Status = Status.REQUESTED


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, Requested):
        return State(event.certificate, event.community, event.type_key, event.number)
    if state is not None and isinstance(event, Issued):
        return replace(state, status=Status.ISSUED)
    if state is not None and isinstance(event, CertificateRefused):
        return replace(state, status=Status.REFUSED)
    raise TypeError(f"not an event of a certificate: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class CertificateUnknown(Unknown):
    code = "certificate.unknown"


class CertificateDecided(Refused):
    """Facts: status."""

    code = "certificate.decided_already"


def request(
    state: State | None, *, certificate: CertificateId, community: CommunityId, of: CertificateType, number: str, content: Sealed
) -> Events:
    """of: evidence, a type that is offered."""
    if state is not None:
        return ()
    return (Requested(certificate=certificate, community=community, type_key=of.key, number=number, content=content),)


def issue(state: State | None, *, by: str, of: CertificateType) -> Events:
    known = undecided(state, Status.ISSUED)
    return () if known is None else (Issued(by=by, legal_basis=of.legal_basis, has_seal=of.has_seal),)


def refuse(state: State | None, *, by: str, ground: Ground, clause: str) -> Events:
    known = undecided(state, Status.REFUSED)
    return () if known is None else (CertificateRefused(by=by, ground=ground, clause=clause),)


def undecided(state: State | None, wanted: Status) -> State | None:
    """The state where it still is to be decided; None where it was decided so already."""
    if state is None:
        raise CertificateUnknown()
    if state.status is wanted:
        return None
    if state.status is not Status.REQUESTED:
        raise CertificateDecided(status=state.status)
    return state
