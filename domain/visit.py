"""A home visit (入户走访): with a purpose, an issue and a feedback (去有目的，来有问题，后有反馈).

The law it keeps: a visit is recorded once, after it was made, by who was on duty for the household's grid at that time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce

from domain.cover import As
from domain.errors import Forbidden, Invalid, Refused, Unknown
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, TicketId, VisitId, WardenId
from domain.schema import Event, Events, event
from domain.values import Sealed


class Contact(StrEnum):
    HOME = "home"
    PHONE = "phone"


class Role(StrEnum):
    """五员: 治安员、联络员、调解员、信息员、宣传员."""

    SAFETY = "safety"
    LIAISON = "liaison"
    MEDIATION = "mediation"
    INFORMATION = "information"
    PUBLICITY = "publicity"


@event("visit.recorded")
class Recorded:
    """Stored format: change only with an upcast and a golden file.

    purpose: key of the profile's list. found: sealed issue and feedback under the household's key. standing_in: as B or stand-in.
    """

    visit: VisitId
    community: CommunityId
    household: HouseholdId
    building: BuildingId
    grid: GridId
    warden: WardenId
    contact: Contact
    role: Role
    purpose: str
    visited_at: datetime
    standing_in: bool
    ticket: TicketId | None
    found: Sealed


@dataclass(frozen=True, slots=True)
class State:
    visit: VisitId
    household: HouseholdId
    warden: WardenId
    visited_at: datetime


@dataclass(frozen=True, slots=True)
class Visited:
    """Evidence: the household at the time of the visit; building and grid are None when it did not live in the community then."""

    household: HouseholdId
    community: CommunityId
    building: BuildingId | None
    grid: GridId | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the profile asks of a visit: its purposes, by which contacts; clauses of policies keys "visit.fields", "visit.contacts"."""

    purposes: Collection[str]
    contacts: Collection[str]
    fields_clause: str
    contacts_clause: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What the warden wrote down. purpose: a key of the profile's list.

    issue, feedback: looked at for being there; what is stored of them is `found`, sealed by the vault.
    """

    contact: Contact
    role: Role
    purpose: str
    issue: str
    feedback: str
    found: Sealed
    ticket: TicketId | None = None


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, Recorded):
        raise TypeError(f"not an event of a visit: {type(event).__name__}")
    return State(visit=event.visit, household=event.household, warden=event.warden, visited_at=event.visited_at)


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class VisitKnown(Refused):
    """Another visit stands under this id. Facts: visit."""

    code = "visit.recorded_already"


class PurposeMissing(Invalid):
    """Facts: known (the profile's purposes), value, limit, clause."""

    code = "visit.purpose_missing"


class IssueMissing(Invalid):
    """Facts: value, limit, clause."""

    code = "visit.issue_missing"


class FeedbackMissing(Invalid):
    """Facts: value, limit, clause."""

    code = "visit.feedback_missing"


class ContactNotAllowed(Invalid):
    """The profile does not count such a contact as a visit. Facts: contact, known, value, limit, clause."""

    code = "visit.contact_not_allowed"


class VisitInFuture(Invalid):
    """Facts: visited_at, now."""

    code = "visit.in_future"


class VisitNotYourGrid(Forbidden):
    """The warden was not on duty there: neither as A, nor as B or stand-in. Facts: grid, visited_at."""

    code = "visit.not_your_grid"


class NobodyHome(Unknown):
    """The household did not live here then. Facts: household."""

    code = "visit.household_absent"


def record(
    state: State | None,
    *,
    visit: VisitId,
    of: Visited,
    warden: WardenId,
    on_duty_as: As | None,
    notes: Notes,
    asked: Asked,
    visited_at: datetime,
    now: datetime,
) -> Events:
    """One visit, with its three parts.

    on_duty_as: evidence, the warden's place in the cover of the household's grid at visited_at; None: not on duty there.
    asked: by the profile in force then.
    """
    if state is not None:
        if (state.household, state.warden, state.visited_at) == (of.household, warden, visited_at):
            return ()
        raise VisitKnown(visit=state.visit)
    _require_three_parts(notes, asked)
    if visited_at > now:
        raise VisitInFuture(visited_at=visited_at, now=now)
    if of.building is None:
        raise NobodyHome(household=of.household)
    if of.grid is None or on_duty_as is None:
        raise VisitNotYourGrid(grid=of.grid, visited_at=visited_at)
    recorded = Recorded(
        visit=visit,
        community=of.community,
        household=of.household,
        building=of.building,
        grid=of.grid,
        warden=warden,
        contact=notes.contact,
        role=notes.role,
        purpose=notes.purpose,
        visited_at=visited_at,
        standing_in=on_duty_as is not As.A,
        ticket=notes.ticket,
        found=notes.found,
    )
    return (recorded,)


def _require_three_parts(notes: Notes, asked: Asked) -> None:
    """去有目的，来有问题，后有反馈 (长治); at home or by telephone (二连浩特)."""
    if notes.purpose not in asked.purposes:
        raise PurposeMissing(known=sorted(asked.purposes), value=0, limit=1, clause=asked.fields_clause)
    if not notes.issue.strip():
        raise IssueMissing(value=0, limit=1, clause=asked.fields_clause)
    if not notes.feedback.strip():
        raise FeedbackMissing(value=0, limit=1, clause=asked.fields_clause)
    if notes.contact not in asked.contacts:
        known, clause = sorted(asked.contacts), asked.contacts_clause
        raise ContactNotAllowed(contact=notes.contact, known=known, value=notes.contact, limit="、".join(known), clause=clause)
