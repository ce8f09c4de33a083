"""A small town in a real office, settled once; each run of the machine gets a copy of its database and a clock of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from api import migrate
from api.commands import approval, enactment, proposing, residents, roster, territory
from api.commands.residents import Door, PersonGiven
from api.commands.territory import BuildingsFile
from api.context import Actor, Ctx, Office, open_office
from api.databases import Databases, Dsn, on_private_cluster
from api.settings import Settings
from domain import community, cover, grid_plan
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, LeaveId, PlanId, TicketId, WardenId
from domain.policy import PolicyProfile
from gis.exchange.buildings import read_buildings
from projections import grids
from tests.api import estate

CODE = "321111009001"
OWNER = CommunityId(f"com-{CODE}")
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""Where every run's clock begins: noon in China."""
OPENED = datetime(2025, 12, 31, 16, tzinfo=UTC)
"""The first plan took effect, and everybody came: the first of January in China."""
LIN, WANG, CHEN = Actor("lin", "planner"), Actor("wang", "approver"), Actor("chen", "desk")
WARDENS = ("zhao", "qian", "sun", "li", "wu")
FIRST = "锦社建〔2026〕1号"


@dataclass
class Town:
    """One copy of the settled town. Lists grow in the order things came to be, so that a number always names the same one."""

    office: Office
    now: datetime = NOON
    keys: Iterator[int] = field(default_factory=lambda: count(1))
    plans: list[PlanId] = field(default_factory=list)
    buildings: list[BuildingId] = field(default_factory=list)
    households: list[HouseholdId] = field(default_factory=list)
    wardens: list[WardenId] = field(default_factory=list)
    tickets: list[TicketId] = field(default_factory=list)
    leaves: list[LeaveId] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.office.clock = lambda: self.now
        self.office.new_key = lambda: f"{next(self.keys):016d}"

    def ctx(self, actor: Actor, days: float | None = None, **given: Any) -> Ctx:
        """days: from now, when what is told holds from; None: now."""
        at = None if days is None else self.now + timedelta(days=days)
        return self.office.ctx(actor, effective_at=at, **({"reason": "按规定", "document": "锦社〔2026〕9号"} | given))

    def roster(self) -> cover.Roster:
        found = roster.hold_roster(self.ctx(CHEN), OWNER).state
        assert found is not None
        return found

    def grids(self) -> list[GridId]:
        """Every grid that any enacted plan drew, in the order of its posts' ids."""
        return list(dict.fromkeys(post.grid for post in self.roster().posts.values()))


@dataclass(frozen=True)
class Settled:
    """The town as every run finds it: its database to copy, and who and what is in it."""

    server: Dsn
    database: str
    home: Path
    known: Town

    @contextmanager
    def copied(self) -> Iterator[Town]:
        name = f"test_{secrets.token_hex(6)}"
        migrate.create_database(self.server, name, self.database)
        office = open_office(Settings(home=self.home), on_private_cluster(self.server, name))
        try:
            lists = {each: list(getattr(self.known, each)) for each in ("plans", "buildings", "households", "wardens")}
            yield replace(self.known, office=office, keys=count(10_000), **lists, tickets=[], leaves=[])
        finally:
            office.close()
            migrate.drop_database(self.server, name)


def settle(server: Dsn, databases: Databases, name: str, home: Path) -> Settled:
    """24 buildings, a plan in force for sixty days, A and B at every post, two households in every fourth building."""
    office = open_office(Settings(home=home), databases)
    town = Town(office)
    _enact(town, estate.write(home))
    for account in WARDENS:
        done = roster.enroll(_then(town), CODE, account, account, "0511-85000001")
        town.wardens.append(done.answer["warden"])
    for number, post in enumerate(town.roster().posts):
        a, b = town.wardens[number % 4], town.wardens[(number + 1) % 4]
        roster.appoint(_then(town), CODE, post, a, standby=b)
    for building in town.buildings[::4]:
        for room in ("101", "102"):
            family = [PersonGiven("head", {"name": "张三"}), PersonGiven("spouse", {"name": "李四"})]
            done = residents.register(_then(town), building, Door("1", room), family)
            town.households.append(done.answer["household"])
    office.freshen()
    office.close()
    return Settled(server, name, home, town)


def _then(town: Town) -> Ctx:
    return replace(town.ctx(CHEN), effective_at=OPENED)


def _enact(town: Town, file: Path) -> None:
    given = BuildingsFile(file.name, territory.file_hash(file), read_buildings(file))
    territory.import_buildings(town.ctx(LIN), CODE, given, name="锦绣社区", profile=PolicyProfile.load("erenhot"))
    plan = PlanId(proposing.propose(town.ctx(LIN), CODE, proposing.Wish()).answer["plan"])
    approval.submit(town.ctx(LIN), plan)
    approval.approve(town.ctx(WANG, document=FIRST), plan)
    enactment.enact(town.ctx(WANG, document=FIRST), plan, date(2026, 1, 1))
    town.office.freshen()
    with town.office.reading() as connection:
        town.buildings = [BuildingId(row["building"]) for row in grids.buildings(connection, OWNER, limit=100)]
    town.plans.append(plan)


def enactments(town: Town) -> tuple[community.Enactment, ...]:
    state = community.fold(each.body for each in town.office.journal.read(OWNER))
    assert state is not None
    return state.enactments


def drawn(town: Town, plan: PlanId) -> grid_plan.State:
    return grid_plan.known(grid_plan.fold(each.body for each in town.office.journal.read(plan)))
