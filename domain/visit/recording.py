"""What is asked of the record of a visit, when it is made and when it is put right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from domain.cover import As
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, TicketId, VisitId, WardenId
from domain.schema import Events
from domain.values import Sealed
from domain.visit.events import Contact, Entry, Recorded, Role
from domain.visit.refusals import (
    ContactNotAllowed,
    FeedbackMissing,
    IssueMissing,
    NobodyHome,
    PurposeMissing,
    VisitInFuture,
    VisitKnown,
    VisitNotYourGrid,
)
from domain.visit.state import State


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
        if (state.told.household, state.told.warden, state.told.visited_at) == (of.household, warden, visited_at):
            return ()
        raise VisitKnown(visit=state.visit)
    entry = entry_for(of, warden, on_duty_as, notes, asked, visited_at, now)
    recorded = Recorded(
        visit=visit,
        community=of.community,
        household=entry.household,
        building=entry.building,
        grid=entry.grid,
        warden=entry.warden,
        contact=entry.contact,
        role=entry.role,
        purpose=entry.purpose,
        visited_at=entry.visited_at,
        standing_in=entry.standing_in,
        ticket=entry.ticket,
        found=entry.found,
    )
    return (recorded,)


def entry_for(
    of: Visited, warden: WardenId, on_duty_as: As | None, notes: Notes, asked: Asked, visited_at: datetime, now: datetime
) -> Entry:
    """What the record says. Raises what is refused of a visit."""
    _require_three_parts(notes, asked)
    if visited_at > now:
        raise VisitInFuture(visited_at=visited_at, now=now)
    if of.building is None:
        raise NobodyHome(household=of.household)
    if of.grid is None or on_duty_as is None:
        raise VisitNotYourGrid(grid=of.grid, visited_at=visited_at)
    return Entry(
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
