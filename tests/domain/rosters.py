"""A small community for the tests of duty: two grids, two partners who cover each other, one who holds nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

from domain import duty
from domain.ids import CommunityId, GridId, LeaveId, PostId, WardenId
from domain.schema import Event
from domain.values import Sealed

HUAYUAN = CommunityId("com-321111001001")
ZHAO, QIAN, SUN = (WardenId(f"wdn-{name}") for name in ("zhao", "qian", "sunn"))
EAST, WEST, NORTH = GridId("grd-east"), GridId("grd-west"), GridId("grd-north")
EAST_POST, WEST_POST = PostId("pst-east"), PostId("pst-west")
SUMMER = LeaveId("lev-summer")
SEALED = Sealed(subject="wdn-zhao", key="k", box="…")


def day(month: int, number: int = 1) -> datetime:
    return datetime(2024, month, number, tzinfo=UTC)


MARCH = day(3)


def _fold(facts):
    """What `then` adds took effect in March, as decided here."""
    return duty.fold(fact if isinstance(fact, tuple) else (fact, MARCH) for fact in facts)


roster = SimpleNamespace(fold=_fold)


def since(at: datetime, *events: Event) -> list[tuple[Event, datetime]]:
    return [(event, at) for event in events]


def enrolled(warden: WardenId) -> duty.WardenEnrolled:
    return duty.WardenEnrolled(community=HUAYUAN, warden=warden, account=warden[4:], employment="full_time", sealed=SEALED)


def defined(post: PostId, grid: GridId) -> duty.PostDefined:
    return duty.PostDefined(community=HUAYUAN, post=post, grid=grid, title="片长")


def primary(post: PostId, warden: WardenId, replaces: WardenId | None = None) -> duty.PrimaryAppointed:
    return duty.PrimaryAppointed(post=post, warden=warden, replaces=replaces, document="润街〔2024〕1号")


def standby(post: PostId, warden: WardenId, replaces: WardenId | None = None) -> duty.StandbyDesignated:
    return duty.StandbyDesignated(post=post, warden=warden, replaces=replaces)


def leave(warden: WardenId, starts_at: datetime, ends_at: datetime, name: LeaveId = SUMMER) -> duty.LeaveGranted:
    return duty.LeaveGranted(leave=name, warden=warden, starts_at=starts_at, ends_at=ends_at, reason="年休")


def stood_in(post: PostId, warden: WardenId, starts_at: datetime, ends_at: datetime) -> duty.StoodIn:
    return duty.StoodIn(post=post, warden=warden, starts_at=starts_at, ends_at=ends_at, reason="培训")


STAFF = since(day(1), enrolled(ZHAO), enrolled(QIAN), enrolled(SUN))
POSTS = [*STAFF, *since(day(1), defined(EAST_POST, EAST), defined(WEST_POST, WEST))]
# Zhao and Qian answer for the two grids and cover each other; Sun holds nothing.
PARTNERS = [
    *POSTS,
    *since(day(1), primary(EAST_POST, ZHAO), standby(EAST_POST, QIAN), primary(WEST_POST, QIAN), standby(WEST_POST, ZHAO)),
]
