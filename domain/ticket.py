"""A ticket (工单): what a resident asks for, from report to close.

The law it keeps: the first responder is fixed at the report and the first handler at the acceptance; at any instant somebody is
responsible; nothing is closed without feedback to who asked. Free text is personal and stands here sealed only.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, PlanId, TicketId, WardenId
from domain.schema import event
from domain.values import Sealed


class Scope(StrEnum):
    """一般 区域 全局 重大突发: how wide the matter reaches; it decides who must solve it."""

    GENERAL = "general"
    REGIONAL = "regional"
    OVERALL = "overall"
    MAJOR = "major"


class Level(StrEnum):
    GRID = "grid"
    COMMUNITY = "community"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"


@event("ticket.reported")
class Reported:
    """number: the one number people quote. place: (lon, lat) SRID 4490. grid: the grid then. first_responder: account of who took it in."""

    ticket: TicketId
    community: CommunityId
    number: str
    channel: str
    category: str
    scope: Scope
    building: BuildingId | None
    place: tuple[float, float] | None
    grid: GridId | None
    household: HouseholdId | None
    first_responder: str
    responsible: str
    due_at: datetime | None
    clause: str
    text: Sealed
    reporter: Sealed | None


@event("ticket.accepted")
class Accepted:
    """by: the first handler (account). warden: where a warden accepts."""

    by: str
    warden: WardenId | None


@event("ticket.dispatched")
class Dispatched:
    """Given to another person or level. responsible: account or body that answers from now on."""

    level: Level
    responsible: str
    warden: WardenId | None
    reason: str


@event("ticket.handled")
class Handled:
    by: str
    text: Sealed


@event("ticket.fed_back")
class FedBack:
    """satisfaction: 1…5 where the resident gave one."""

    by: str
    satisfaction: int | None
    text: Sealed


@event("ticket.closed")
class Closed:
    by: str
    outcome: str
    level: Level


@event("ticket.reopened")
class Reopened:
    responsible: str
    text: Sealed


@event("ticket.moved_to_grid")
class MovedToGrid:
    """The open ticket follows its place into another grid when a plan takes effect."""

    from_grid: GridId | None
    to_grid: GridId | None
    plan: PlanId
    responsible: str
