"""What a clock is, and what it looks at to say when it acts next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from api.commands.acting import Ran
from api.context import Office
from domain.ids import CommunityId
from domain.policy import PolicyProfile

EVERYWHERE = CommunityId("")
"""Stands for the whole installation where a clock belongs to no community."""


@dataclass(frozen=True)
class Standing:
    """How a clock stands in a community. reached_at: it acted on everything due up to then, as the journal stood at `through`."""

    reached_at: datetime | None = None
    through: int = 0
    again_at: datetime | None = None
    ran_at: datetime | None = None
    acts: int = 0
    failures: int = 0
    error: str | None = None


NEVER = Standing()


@dataclass(frozen=True)
class Outlook:
    """standings: of the clock that asks, by community. profiles: of each community, the one in force."""

    connection: psycopg.Connection[Any]
    profiles: Mapping[CommunityId, PolicyProfile]
    standings: Mapping[CommunityId, Standing]
    now: datetime

    def reached(self, community: CommunityId) -> datetime | None:
        return self.standings.get(community, NEVER).reached_at


Moments = dict[CommunityId, datetime]


@dataclass(frozen=True)
class Clock:
    """next: of each community where something will be due, when; a moment gone by means at once. act: everything due there by now."""

    name: str
    next: Callable[[Outlook], Moments]
    act: Callable[[Office, CommunityId, datetime], Ran]
    views: tuple[str, ...] = ()
