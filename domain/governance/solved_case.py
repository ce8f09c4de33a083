"""A service case (服务案例): how a matter was settled, written up so that the next of its kind is settled better.

The law it keeps: it is written of a ticket that is closed; nothing in it leads to a person; who wrote its last words does not approve them;
what is withdrawn is no longer shown. Its words stay sealed, so that a slip that was published can still be made unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce

from domain.errors import Forbidden, Refused, Unknown
from domain.ids import CaseId, CommunityId, TicketId
from domain.required import require_reason
from domain.schema import Event, Events, event
from domain.values import Sealed

_NUMBERS = {"id_number": re.compile(r"\d{17}[\dXx]"), "phone": re.compile(r"(?<!\d)(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{7,8})(?!\d)")}


class Status(StrEnum):
    DRAFTED = "drafted"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


# Stored formats: change only with an upcast and a golden file.


@event("case.drafted")
class Drafted:
    """category: of the ticket. content: title, problem, remedy, sealed under the case's own key."""

    case: CaseId
    community: CommunityId
    ticket: TicketId
    category: str
    content: Sealed
    drafted_by: str


@event("case.revised")
class Revised:
    content: Sealed
    drafted_by: str


@event("case.returned")
class Returned:
    """Not fit to be shown yet. why: sealed."""

    why: Sealed
    returned_by: str


@event("case.published")
class Published:
    """approved_by: another than who wrote it."""

    approved_by: str


@event("case.withdrawn")
class Withdrawn:
    withdrawn_by: str
    why: Sealed


@dataclass(frozen=True, slots=True)
class State:
    case: CaseId
    community: CommunityId
    ticket: TicketId
    drafted_by: str
    content: Sealed
    status: Status = Status.DRAFTED


class CaseUnknown(Unknown):
    code = "case.unknown"


class TicketNotFinished(Refused):
    """Facts: number."""

    code = "case.ticket_not_finished"


class CaseOtherwise(Refused):
    """Facts: status."""

    code = "case.other_status"


class WriterApproves(Forbidden):
    code = "case.writer_approves"


class LeadsToAPerson(Refused):
    """Names or numbers stand in it. Facts: found (which kinds, never the words)."""

    code = "case.leads_to_a_person"


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, Drafted):
        return State(event.case, event.community, event.ticket, event.drafted_by, event.content)
    known = existing(state)
    match event:
        case Revised():
            return replace(known, content=event.content, drafted_by=event.drafted_by, status=Status.DRAFTED)
        case Returned():
            return replace(known, status=Status.RETURNED)
        case Published():
            return replace(known, status=Status.PUBLISHED)
        case Withdrawn():
            return replace(known, status=Status.WITHDRAWN)
    raise TypeError(f"not an event of a case: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def existing(state: State | None) -> State:
    if state is None:
        raise CaseUnknown()
    return state


def personal_in(words: str, known: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Kinds of what leads to a person in a text. known: (kind, value) of the people the ticket is about."""
    numbers = (kind for kind, pattern in _NUMBERS.items() if pattern.search(words))
    told = (kind for kind, value in known if len(value) > 1 and value in words)
    return tuple(sorted({*numbers, *told}))


def draft(
    state: State | None,
    *,
    case: CaseId,
    community: CommunityId,
    ticket: TicketId,
    number: str,
    category: str,
    is_finished: bool,
    content: Sealed,
    personal: Collection[str],
    by: str,
) -> Events:
    """number, category, is_finished: of the ticket. personal: what personal_in found."""
    if state is not None:
        return ()
    if not is_finished:
        raise TicketNotFinished(number=number)
    _require_impersonal(personal)
    return (Drafted(case=case, community=community, ticket=ticket, category=category, content=content, drafted_by=by),)


def revise(state: State | None, *, content: Sealed, personal: Collection[str], by: str) -> Events:
    """Other words, until it is published."""
    _in(state, Status.DRAFTED, Status.RETURNED)
    _require_impersonal(personal)
    return (Revised(content=content, drafted_by=by),)


def give_back(state: State | None, *, reason: str, why: Sealed, by: str) -> Events:
    """reason: looked at for being there; what is stored is sealed."""
    _in(state, Status.DRAFTED)
    require_reason(reason)
    return (Returned(why=why, returned_by=by),)


def publish(state: State | None, *, personal: Collection[str], by: str) -> Events:
    known = existing(state)
    if known.status is Status.PUBLISHED:
        return ()
    _in(known, Status.DRAFTED)
    if known.drafted_by == by:
        raise WriterApproves()
    _require_impersonal(personal)
    return (Published(approved_by=by),)


def withdraw(state: State | None, *, reason: str, why: Sealed, by: str) -> Events:
    """Published or not: it is shown no more."""
    if existing(state).status is Status.WITHDRAWN:
        return ()
    require_reason(reason)
    return (Withdrawn(withdrawn_by=by, why=why),)


def _in(state: State | None, *wanted: Status) -> None:
    known = existing(state)
    if known.status not in wanted:
        raise CaseOtherwise(status=known.status)


def _require_impersonal(personal: Collection[str]) -> None:
    if personal:
        raise LeadsToAPerson(found=sorted(personal))
