"""Stored formats: change only with an upcast and a golden file. The envelope's effective time says from when each holds."""

from __future__ import annotations

from datetime import datetime

from domain.ids import CommunityId, GridId, LeaveId, PlanId, PostId, TicketId, WardenId
from domain.schema import event
from domain.values import Sealed


@event("duty.warden_enrolled")
class WardenEnrolled:
    """account: sign-in name. sealed: name and phones. employment: "full_time" (专职) or "part_time" (兼职)."""

    community: CommunityId
    warden: WardenId
    account: str
    employment: str
    sealed: Sealed


@event("duty.warden_left")
class WardenLeft:
    warden: WardenId
    reason: str


@event("duty.post_defined")
class PostDefined:
    community: CommunityId
    post: PostId
    grid: GridId
    title: str


@event("duty.post_closed")
class PostClosed:
    post: PostId
    reason: str


@event("duty.primary_appointed")
class PrimaryAppointed:
    """Holder A of the post from the envelope's effective time until the next appointment that takes effect later.

    replaces: who held it until then, as known at the decision: an earlier appointment may still be entered late.
    """

    post: PostId
    warden: WardenId
    replaces: WardenId | None
    document: str


@event("duty.standby_designated")
class StandbyDesignated:
    """Holder B: on duty while A is away."""

    post: PostId
    warden: WardenId
    replaces: WardenId | None


@event("duty.leave_granted")
class LeaveGranted:
    leave: LeaveId
    warden: WardenId
    starts_at: datetime
    ends_at: datetime
    reason: str


@event("duty.leave_ended")
class LeaveEnded:
    """Back early, or the leave is cancelled (ends_at = starts_at)."""

    leave: LeaveId
    ends_at: datetime


@event("duty.stood_in")
class StoodIn:
    """A named person takes the post for a time, before A and B (代岗)."""

    post: PostId
    warden: WardenId
    starts_at: datetime
    ends_at: datetime
    reason: str


@event("duty.handed_over")
class HandedOver:
    """What passed from hand to hand. The change of holder itself is the PrimaryAppointed that follows it."""

    post: PostId
    from_warden: WardenId
    to_warden: WardenId
    households: int
    open_tickets: tuple[TicketId, ...]
    unvisited: int
    note: Sealed | None


@event("duty.share_handed_over")
class ShareHandedOver:
    """A plan takes effect, and what it takes from one grid passes to the holder of another's post. post: of the grid that receives.
    from_post: None where the land had none. households: registered; unvisited: of them, never visited; open_needs: of theirs."""

    post: PostId
    from_post: PostId | None
    from_grid: GridId | None
    to_grid: GridId
    from_warden: WardenId | None
    to_warden: WardenId | None
    plan: PlanId
    households: int
    unvisited: int
    open_tickets: tuple[TicketId, ...]
    open_needs: int
