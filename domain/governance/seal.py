"""The seal of a community (社区印章): every use stands in a numbered register, and only a listed certificate is a use.

The law it keeps: no use without an issued certificate of a type that carries the seal, one use for each; misuse is reported and pursued,
and stays in the register whatever comes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce

from domain.errors import Refused, Unknown
from domain.ids import CertificateId, CommunityId, SealId
from domain.schema import Event, Events, event
from domain.values import Sealed


class Outcome(StrEnum):
    UPHELD = "upheld"
    DISMISSED = "dismissed"


# Stored formats: change only with an upcast and a golden file.


@event("seal.used")
class Used:
    """number: 1, 2, 3… in this register."""

    seal: SealId
    community: CommunityId
    number: int
    certificate: CertificateId
    type_key: str
    by: str


@event("seal.misuse_reported")
class MisuseReported:
    """report: 1, 2, 3… use: number in the register, None where the seal was used outside it. content: sealed, under the seal's key."""

    seal: SealId
    community: CommunityId
    report: int
    use: int | None
    by: str
    content: Sealed
    clause: str


@event("seal.misuse_settled")
class MisuseSettled:
    report: int
    outcome: Outcome
    by: str
    document: str


@dataclass(frozen=True, slots=True)
class State:
    """sealed: certificates that carry the seal, with the number of their use. reports: None while open."""

    seal: SealId
    community: CommunityId
    sealed: Mapping[CertificateId, int] = field(default_factory=dict)
    reports: Mapping[int, Outcome | None] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Used():
            known = state or State(event.seal, event.community)
            return replace(known, sealed={**known.sealed, event.certificate: event.number})
        case MisuseReported():
            known = state or State(event.seal, event.community)
            return replace(known, reports={**known.reports, event.report: None})
        case MisuseSettled() if state:
            return replace(state, reports={**state.reports, event.report: event.outcome})
    raise TypeError(f"not an event of a seal: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class UseUnlisted(Refused):
    """The certificate's type does not carry the seal. Facts: clause."""

    code = "seal.use_unlisted"


class UseUnknown(Unknown):
    """Facts: uses (how many there are)."""

    code = "seal.use_unknown"


class ReportUnknown(Unknown):
    code = "seal.report_unknown"


class SettledOtherwise(Refused):
    """Facts: outcome."""

    code = "seal.settled_otherwise"


def use(
    state: State | None,
    *,
    seal: SealId,
    community: CommunityId,
    certificate: CertificateId,
    type_key: str,
    has_seal: bool,
    by: str,
    clause: str,
) -> Events:
    """certificate: evidence, issued in the same transaction. has_seal: its type stands in the list of uses."""
    if state and certificate in state.sealed:
        return ()
    if not has_seal:
        raise UseUnlisted(value=0, limit=1, clause=clause)
    number = len(state.sealed) + 1 if state else 1
    return (Used(seal=seal, community=community, number=number, certificate=certificate, type_key=type_key, by=by),)


def report_misuse(
    state: State | None, *, seal: SealId, community: CommunityId, use: int | None, by: str, content: Sealed, clause: str
) -> Events:
    uses = len(state.sealed) if state else 0
    if use is not None and not 1 <= use <= uses:
        raise UseUnknown(uses=uses)
    number = len(state.reports) + 1 if state else 1
    reported = MisuseReported(seal=seal, community=community, report=number, use=use, by=by, content=content, clause=clause)
    return (reported,)


def settle(state: State | None, *, report: int, outcome: Outcome, by: str, document: str) -> Events:
    if state is None or report not in state.reports:
        raise ReportUnknown()
    before = state.reports[report]
    if before is outcome:
        return ()
    if before is not None:
        raise SettledOtherwise(outcome=before)
    return (MisuseSettled(report=report, outcome=outcome, by=by, document=document),)
