"""Stored events of a home visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, TicketId, VisitId, WardenId
from domain.schema import event
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
class Entry:
    """What the record of a visit says, whole. found: sealed issue and feedback under the household's key."""

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


class Because(StrEnum):
    """Why somebody else decides on a correction: it comes late, or the visit was drawn for a spot check."""

    OVERDUE = "overdue"
    DRAWN = "drawn"


@event("visit.correction_proposed")
class CorrectionProposed:
    """Stored format: change only with an upcast and a golden file.

    was: what stands; right: what it should say; is_new_text: issue or feedback among it. note: why, sealed under the household's key.
    """

    visit: VisitId
    community: CommunityId
    was: Entry
    right: Entry
    is_new_text: bool
    note: Sealed
    because: Because
    proposed_by: str


@event("visit.corrected")
class Corrected:
    """What was wrong, what is right, why. approved_by: None where no approval was asked for."""

    visit: VisitId
    community: CommunityId
    was: Entry
    right: Entry
    is_new_text: bool
    note: Sealed
    corrected_by: str
    approved_by: str | None


@event("visit.correction_rejected")
class CorrectionRejected:
    visit: VisitId
    note: Sealed
    rejected_by: str
