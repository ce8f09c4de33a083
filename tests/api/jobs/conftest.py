"""An installation without a server whose clock the tests move, and communities whose tickets are long overdue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.commands import territory, ticket_intake
from api.context import Actor, Office, open_office
from api.databases import Databases
from api.settings import Settings
from domain.ids import CommunityId, community_id
from domain.journal import Recorded
from domain.policy import PolicyProfile

NORTH, SOUTH = "321111003001", "321111003002"
DESK = Actor("chen", "desk")


@dataclass
class Hands:
    """The office's clock: the world's, moved by `ahead`."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def move_to(self, moment: datetime) -> None:
        self.ahead = moment - datetime.now(UTC)


@dataclass
class Town:
    """An open office with a clock to move."""

    office: Office
    hands: Hands
    profiles: dict[str, str] = field(default_factory=dict)

    def community(self, code: str, profile: str, *, since: datetime | None = None) -> CommunityId:
        ctx = self.office.ctx(Actor("he", "admin"), effective_at=since)
        territory.register_community(ctx, code, f"{profile}社区", PolicyProfile.load(profile))
        self.profiles[code] = profile
        return community_id(code)

    def report(self, code: str, count: int = 1, *, at: datetime | None = None, settling: ticket_intake.Settling | None = None) -> list[str]:
        """Tickets reported then; a year ago when left out, so that each is long overdue."""
        at = at or self.office.clock() - timedelta(days=365)
        category = next(iter(PolicyProfile.load(self.profiles[code]).categories))
        asked = ticket_intake.Asked(category=category, text="路灯不亮")
        reported = (ticket_intake.report(self.office.ctx(DESK, effective_at=at), code, asked, settling=settling) for _ in range(count))
        return [one.answer["ticket"] for one in reported]

    def escalations(self, stream: str) -> list[Recorded]:
        return [one for one in self.office.journal.read(stream) if one.name == "ticket.escalated"]


@pytest.fixture
def town(database: Databases, tmp_path: Path) -> Iterator[Town]:
    hands = Hands()
    office = open_office(Settings(home=tmp_path, clocks=False), database, clock=hands)
    yield Town(office, hands)
    office.close()
