"""Joint work on one matter (联席会议机制): the bodies that take part, their meetings, the responsibility letters (责任书) they sign.

The law it keeps: at least two bodies; who is no party neither meets nor signs; a letter binds from a day until a day, and a body has one
letter at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from domain.errors import Invalid, Refused, Unknown
from domain.governance.clauses import clause_of
from domain.ids import CommunityId, JointWorkId
from domain.policy import PolicyProfile
from domain.required import require_document, require_name
from domain.schema import Event, Events, event

MEETING, LETTER = "joint.meeting", "joint.letter"
FEWEST = 2

# Stored formats: change only with an upcast and a golden file.


@event("joint_work.set_up")
class SetUp:
    """parties: departments, towns, stations by name; never persons."""

    joint_work: JointWorkId
    community: CommunityId
    title: str
    parties: tuple[str, ...]
    document: str
    clause: str


@event("joint_work.meeting_held")
class JointMeetingHeld:
    """number: 1, 2, 3… came: of the parties. document: of its minutes."""

    community: CommunityId
    number: int
    on: date
    came: tuple[str, ...]
    document: str
    clause: str


@event("joint_work.letter_signed")
class ResponsibilityLetterSigned:
    """number: 1, 2, 3… duties: what the party takes upon itself. until: its last day."""

    community: CommunityId
    number: int
    party: str
    duties: str
    on: date
    until: date
    document: str
    clause: str


@dataclass(frozen=True, slots=True)
class State:
    """bound: party -> (number of its last letter, its first day, its last day)."""

    joint_work: JointWorkId
    community: CommunityId
    parties: tuple[str, ...]
    meetings: Mapping[date, int] = field(default_factory=dict)
    letters: int = 0
    bound: Mapping[str, tuple[int, date, date]] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, SetUp):
        return State(event.joint_work, event.community, event.parties)
    known = existing(state)
    match event:
        case JointMeetingHeld():
            return replace(known, meetings={**known.meetings, event.on: event.number})
        case ResponsibilityLetterSigned():
            return replace(known, letters=event.number, bound={**known.bound, event.party: (event.number, event.on, event.until)})
    raise TypeError(f"not an event of joint work: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def existing(state: State | None) -> State:
    if state is None:
        raise JointWorkUnknown()
    return state


class JointWorkUnknown(Unknown):
    code = "joint_work.unknown"


class TooFewParties(Invalid):
    """Facts: value, limit."""

    code = "joint_work.too_few_parties"


class NoParty(Refused):
    """Facts: who, parties."""

    code = "joint_work.no_party"


class TermUnsound(Invalid):
    """Facts: on, until."""

    code = "joint_work.term_unsound"


class BoundAlready(Refused):
    """Facts: party, until."""

    code = "joint_work.bound_already"


def set_up(
    state: State | None,
    *,
    joint_work: JointWorkId,
    community: CommunityId,
    title: str,
    parties: tuple[str, ...],
    document: str,
    profile: PolicyProfile,
) -> Events:
    if state is not None:
        return ()
    require_name(title)
    named = tuple(dict.fromkeys(one.strip() for one in parties if one.strip()))
    _require_enough(named)
    require_document(document)
    return (
        SetUp(
            joint_work=joint_work, community=community, title=title, parties=named, document=document, clause=clause_of(profile, MEETING)
        ),
    )


def meet(state: State | None, *, came: tuple[str, ...], on: date, document: str, profile: PolicyProfile) -> Events:
    """One meeting a day: told again, nothing is added."""
    known = existing(state)
    if on in known.meetings:
        return ()
    there = tuple(dict.fromkeys(came))
    _require_parties(known, *there)
    _require_enough(there)
    require_document(document)
    return (
        JointMeetingHeld(
            community=known.community,
            number=len(known.meetings) + 1,
            on=on,
            came=there,
            document=document,
            clause=clause_of(profile, MEETING),
        ),
    )


def sign(state: State | None, *, party: str, duties: str, on: date, until: date, document: str, profile: PolicyProfile) -> Events:
    known = existing(state)
    _require_parties(known, party)
    require_name(duties)
    require_document(document)
    if until < on:
        raise TermUnsound(on=on, until=until)
    if party in known.bound:
        _, since, last = known.bound[party]
        if (since, last) == (on, until):
            return ()
        if on <= last:
            raise BoundAlready(party=party, until=last)
    return (
        ResponsibilityLetterSigned(
            community=known.community,
            number=known.letters + 1,
            party=party,
            duties=duties,
            on=on,
            until=until,
            document=document,
            clause=clause_of(profile, LETTER),
        ),
    )


def _require_enough(parties: tuple[str, ...]) -> None:
    if len(parties) < FEWEST:
        raise TooFewParties(value=len(parties), limit=FEWEST)


def _require_parties(known: State, *who: str) -> None:
    if strangers := [one for one in who if one not in known.parties]:
        raise NoParty(who=strangers, parties=list(known.parties))
