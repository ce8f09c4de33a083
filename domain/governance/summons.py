"""A summons of community heads (通知社区“两委”负责人开会): asked for by a department, consented to by the head of the street.

The law it keeps: where the profile asks for it, nobody is called before the head of the street has consented; nobody consents to what they
asked for themselves; what was declined is not issued.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce

from domain.errors import Forbidden, Invalid, PolicyRefused, Refused, Unknown
from domain.governance.clauses import clause_of
from domain.ids import CommunityId, MeetingId, SummonsId
from domain.policy import PolicyProfile
from domain.required import require_name
from domain.schema import Event, Events, event

CONSENT = "meeting.summons_consent"


class Status(StrEnum):
    REQUESTED = "requested"
    CONSENTED = "consented"
    DECLINED = "declined"
    ISSUED = "issued"


# Stored formats: change only with an upcast and a golden file.


@event("summons.requested")
class Requested:
    """department: who wants the meeting. called: accounts of the heads."""

    summons: SummonsId
    community: CommunityId
    department: str
    title: str
    starts_at: datetime
    called: tuple[str, ...]
    requested_by: str


@event("summons.consented")
class Consented:
    consented_by: str
    clause: str


@event("summons.declined")
class Declined:
    declined_by: str
    clause: str


@event("summons.issued")
class Issued:
    """meeting: convened in the same transaction."""

    meeting: MeetingId
    issued_by: str


@dataclass(frozen=True, slots=True)
class State:
    summons: SummonsId
    community: CommunityId
    title: str
    starts_at: datetime
    called: tuple[str, ...]
    requested_by: str
    status: Status = Status.REQUESTED
    meeting: MeetingId | None = None


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, Requested):
        return State(event.summons, event.community, event.title, event.starts_at, event.called, event.requested_by)
    known = existing(state)
    match event:
        case Consented():
            return replace(known, status=Status.CONSENTED)
        case Declined():
            return replace(known, status=Status.DECLINED)
        case Issued():
            return replace(known, status=Status.ISSUED, meeting=event.meeting)
    raise TypeError(f"not an event of a summons: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def existing(state: State | None) -> State:
    if state is None:
        raise SummonsUnknown()
    return state


class SummonsUnknown(Unknown):
    code = "summons.unknown"


class NobodyCalled(Invalid):
    code = "summons.nobody_called"


class ConsentMissing(PolicyRefused):
    """Facts: value (how it stands), limit, clause."""

    code = "summons.consent_missing"


class OwnConsent(Forbidden):
    code = "summons.own_consent"


class DecidedAlready(Refused):
    """Facts: status."""

    code = "summons.decided_already"


def request(
    state: State | None,
    *,
    summons: SummonsId,
    community: CommunityId,
    department: str,
    title: str,
    starts_at: datetime,
    called: tuple[str, ...],
    by: str,
) -> Events:
    if state is not None:
        return ()
    require_name(title)
    require_name(department)
    if not called:
        raise NobodyCalled()
    return (
        Requested(
            summons=summons,
            community=community,
            department=department,
            title=title,
            starts_at=starts_at,
            called=tuple(dict.fromkeys(called)),
            requested_by=by,
        ),
    )


def consent(state: State | None, *, by: str, profile: PolicyProfile) -> Events:
    known = _undecided(state, Status.CONSENTED)
    if known is None:
        return ()
    if by == known.requested_by:
        raise OwnConsent()
    return (Consented(consented_by=by, clause=clause_of(profile, CONSENT)),)


def decline(state: State | None, *, by: str, profile: PolicyProfile) -> Events:
    known = _undecided(state, Status.DECLINED)
    return () if known is None else (Declined(declined_by=by, clause=clause_of(profile, CONSENT)),)


def issue(state: State | None, *, meeting: MeetingId, by: str, profile: PolicyProfile) -> Events:
    known = existing(state)
    if known.status is Status.ISSUED:
        return ()
    if known.status is Status.DECLINED or (known.status is Status.REQUESTED and CONSENT in profile.rules):
        raise ConsentMissing(value=known.status, limit=Status.CONSENTED, clause=clause_of(profile, CONSENT))
    return (Issued(meeting=meeting, issued_by=by),)


def _undecided(state: State | None, wanted: Status) -> State | None:
    known = existing(state)
    if known.status is wanted:
        return None
    if known.status is not Status.REQUESTED:
        raise DecidedAlready(status=known.status)
    return known
