"""Electronic copies (电子件) of one resident's papers: certified once, reused by every department.

The law it keeps: what is held and valid is not certified twice, and nobody asks for the original again; who does is reported. What a paper
says is sealed under the key of the person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from domain.errors import Forbidden, Refused, Unknown
from domain.ids import CommunityId, CopiesId, PersonId, TicketId
from domain.required import require_name
from domain.schema import Event, Events, event
from domain.values import Sealed

# Stored formats: change only with an upcast and a golden file.


@event("copy.certified")
class DocumentCertified:
    """copy: 1, 2, 3… of this person. paper: which kind of document. until: the last day it is valid. content: sealed, number and digest."""

    copies: CopiesId
    community: CommunityId
    person: PersonId
    copy: int
    paper: str
    until: date | None
    on: date
    certified_by: str
    content: Sealed


@event("copy.reused")
class DocumentReused:
    """department: to which it was given. ticket: for which matter, where it is one."""

    copies: CopiesId
    community: CommunityId
    use: int
    copy: int
    department: str
    ticket: TicketId | None
    on: date


@event("copy.duplicate_demanded")
class DuplicateDemandReported:
    """A department asked for the original of what is held."""

    copies: CopiesId
    community: CommunityId
    demand: int
    copy: int
    department: str
    on: date
    by: str
    clause: str


@dataclass(frozen=True, slots=True)
class Copy:
    paper: str
    on: date
    until: date | None

    def is_valid(self, on: date) -> bool:
        return self.until is None or on <= self.until


@dataclass(frozen=True, slots=True)
class State:
    copies: CopiesId
    community: CommunityId
    held: Mapping[int, Copy] = field(default_factory=dict)
    uses: int = 0
    demands: int = 0


def evolve(state: State | None, event: Event) -> State:
    match event:
        case DocumentCertified():
            known = state or State(event.copies, event.community)
            return replace(known, held={**known.held, event.copy: Copy(event.paper, event.on, event.until)})
        case DocumentReused() if state:
            return replace(state, uses=event.use)
        case DuplicateDemandReported() if state:
            return replace(state, demands=event.demand)
    raise TypeError(f"not an event of electronic copies: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class CopiesUnknown(Unknown):
    code = "copy.unknown"


class PersonElsewhere(Forbidden):
    """The household named has no such member, or is another community's."""

    code = "copy.person_elsewhere"


class AlreadyHeld(Refused):
    """Facts: paper, copy, since, clause."""

    code = "copy.already_held"


class NotHeld(Refused):
    """Facts: paper."""

    code = "copy.not_held"


def certify(
    state: State | None,
    *,
    copies: CopiesId,
    community: CommunityId,
    person: PersonId,
    is_here: bool,
    paper: str,
    until: date | None,
    on: date,
    by: str,
    content: Sealed,
    clause: str,
) -> Events:
    """is_here: evidence, the person lives in a household of the community. Source: policies key "document.reused"."""
    require_name(paper)
    if not is_here:
        raise PersonElsewhere()
    if number := valid_copy(state, paper, on):
        assert state is not None
        raise AlreadyHeld(paper=paper, copy=number, since=state.held[number].on, value=2, limit=1, clause=clause)
    number = len(state.held) + 1 if state else 1
    return (
        DocumentCertified(
            copies=copies,
            community=community,
            person=person,
            copy=number,
            paper=paper,
            until=until,
            on=on,
            certified_by=by,
            content=content,
        ),
    )


def reuse(state: State | None, *, paper: str, department: str, ticket: TicketId | None, on: date) -> Events:
    known, number = _held(state, paper, on)
    require_name(department)
    return (
        DocumentReused(
            copies=known.copies, community=known.community, use=known.uses + 1, copy=number, department=department, ticket=ticket, on=on
        ),
    )


def report_demand(state: State | None, *, paper: str, department: str, on: date, by: str, clause: str) -> Events:
    """Source: policies key "document.reused"."""
    known, number = _held(state, paper, on)
    require_name(department)
    return (
        DuplicateDemandReported(
            copies=known.copies,
            community=known.community,
            demand=known.demands + 1,
            copy=number,
            department=department,
            on=on,
            by=by,
            clause=clause,
        ),
    )


def valid_copy(state: State | None, paper: str, on: date) -> int | None:
    """The number under which such a paper is held and valid on the day: then nobody need bring it."""
    held = state.held if state else {}
    return next((number for number, copy in held.items() if copy.paper == paper and copy.is_valid(on)), None)


def _held(state: State | None, paper: str, on: date) -> tuple[State, int]:
    if state is None:
        raise CopiesUnknown()
    number = valid_copy(state, paper, on)
    if number is None:
        raise NotHeld(paper=paper)
    return state, number
