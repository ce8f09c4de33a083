"""Stored formats: change only with an upcast and a golden file."""

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


class Handling(StrEnum):
    """一般 协调 突发 审批: how it is dealt with, whatever its scope: on the spot, in the community, reported at once, submitted."""

    ON_THE_SPOT = "on_the_spot"
    COORDINATION = "coordination"
    SUDDEN = "sudden"
    APPROVAL = "approval"


class Kind(StrEnum):
    """诉求 意见 建议 志愿服务: what somebody comes with. An opinion is struck off when it is solved; a volunteer's work is followed up."""

    REQUEST = "request"
    OPINION = "opinion"
    SUGGESTION = "suggestion"
    VOLUNTEER = "volunteer"


class Level(StrEnum):
    """From below upwards."""

    GRID = "grid"
    COMMUNITY = "community"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"


@event("ticket.reported", version=2)
class Reported:
    """number: the one number people quote. place: (lon, lat) SRID 4490. grid: the grid then. first_responder: account of who took it in.

    responsible: account of the warden on duty (then warden says who), else the desk. parent: the ticket it is a part of.
    """

    ticket: TicketId
    community: CommunityId
    number: str
    channel: str
    category: str
    scope: Scope
    handling: Handling = Handling.ON_THE_SPOT
    kind: Kind = Kind.REQUEST
    parent: TicketId | None = None
    building: BuildingId | None
    place: tuple[float, float] | None
    grid: GridId | None
    household: HouseholdId | None
    first_responder: str
    responsible: str
    warden: WardenId | None = None
    due_at: datetime | None
    clause: str
    text: Sealed
    reporter: Sealed | None


@event("ticket.accepted")
class Accepted:
    """by: the first handler (account), responsible from now on. warden: where a warden accepts."""

    by: str
    warden: WardenId | None


@event("ticket.dispatched")
class Dispatched:
    """Given to another person or level. responsible: account or body that answers from now on; warden: where it is one."""

    level: Level
    responsible: str
    warden: WardenId | None
    reason: str


@event("ticket.classified")
class Classified:
    """Looked at again: its class is another than it was reported as. by: who says so."""

    scope: Scope
    handling: Handling
    by: str


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
    warden: WardenId | None = None
    text: Sealed


@event("ticket.moved_to_grid")
class MovedToGrid:
    """The open ticket follows its place into another grid when a plan takes effect. A ticket that went up stays with whom it has."""

    from_grid: GridId | None
    to_grid: GridId | None
    plan: PlanId
    responsible: str
    warden: WardenId | None = None
