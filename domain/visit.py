"""A home visit (入户走访): with a purpose, an issue and a feedback (去有目的，来有问题，后有反馈)."""

from __future__ import annotations

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
    """purpose: key of the profile's list. found: sealed issue and feedback under the household's key. standing_in: as B or stand-in."""

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
