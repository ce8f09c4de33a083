"""Years of duty in a community, straight into the journal: a post a grid, its holders, a new one each year, leaves and stand-ins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from domain import duty
from domain.ids import CommunityId, GridId, LeaveId, PostId, WardenId
from domain.schema import Event
from domain.values import Sealed

LEAVES_A_YEAR, STAND_INS_A_YEAR = 12, 6
"""Of a warden, and at a post."""
DAY = timedelta(days=1)
Told = tuple[Event, datetime]


def served(chance: Random, community: CommunityId, grids: Sequence[GridId], first: datetime, years: int) -> list[Told]:
    """In order of time, what a roster says; with who entered it."""
    told = [each for place, grid in enumerate(grids) for each in _at_a_post(chance, community, grid, place, first, years)]
    return sorted(told, key=lambda one: one[1])


def warden_id(place: int, year: int) -> WardenId:
    return WardenId(f"wdn-{place:08d}{year:08d}")


def _at_a_post(chance: Random, community: CommunityId, grid: GridId, place: int, first: datetime, years: int) -> Iterator[Told]:
    """Who comes in a year takes over from the one before, who is B from then on."""
    post, holder = PostId(f"pst-{place:016d}"), None
    yield duty.PostDefined(community=community, post=post, grid=grid, title="网格员"), first
    for year in range(years):
        since, before, holder = first + 365 * DAY * year + DAY, holder, warden_id(place, year)
        sealed = Sealed(holder, "0" * 16, "0" * 160)
        account = f"warden-{community[-6:]}-{place}-{year}"
        yield duty.WardenEnrolled(community=community, warden=holder, account=account, employment="full_time", sealed=sealed), since
        if before:
            handed = {"households": 200, "open_tickets": (), "unvisited": 3, "note": None}
            yield duty.HandedOver(post=post, from_warden=before, to_warden=holder, **handed), since + DAY
            yield duty.StandbyDesignated(post=post, warden=before, replaces=None), since + DAY
        yield duty.PrimaryAppointed(post=post, warden=holder, replaces=before, document="锦社〔2021〕1号"), since + DAY
        for _ in range(LEAVES_A_YEAR):
            at = since + 2 * DAY + DAY * chance.randrange(350)
            leave = LeaveId(f"lev-{chance.getrandbits(53):016d}")
            yield duty.LeaveGranted(leave=leave, warden=holder, starts_at=at, ends_at=at + 2 * DAY, reason=""), at
        for _ in range(STAND_INS_A_YEAR):
            at = since + 2 * DAY + DAY * chance.randrange(350)
            yield duty.StoodIn(post=post, warden=warden_id(place, 0), starts_at=at, ends_at=at + DAY, reason=""), at
