"""Five years of a community, straight into the journal: who lives there and moves, tickets from report to close, home visits,
and who was on duty.

The land, the plan and the posts come by the product's own commands; the rest are the domain's own events, drawn from a seed, so that the
projections read what they always read. Sealed texts are blocks of the usual length that open nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from api.commands import enactment, proposing, territory
from api.commands.proposing import Wish
from api.context import Actor, Ctx, Office
from domain import household, ticket, visit
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, PersonId, PlanId, TicketId, VisitId, WardenId, duty_id
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.ticket import clock_events
from domain.values import Sealed
from gis.exchange import read_buildings
from projections import grids
from tests.bench.duty_years import served
from tests.bench.enactment import town_file
from tests.days import china_today

CODE = "321111009001"
COMMUNITY = CommunityId(f"com-{CODE}")
YEARS = 5
A_GRID = 200
"""Households, about."""
TICKETS_A_YEAR, VISITS_A_YEAR, MOVES_A_YEAR = 0.5, 2.0, 0.08
"""Of each household."""
LATE, AGAIN, LONGER = 0.15, 0.05, 0.08
PROFILE = PolicyProfile.load("erenhot")
"""200 to 300 households a grid."""
CATEGORIES, PURPOSE = tuple(PROFILE.categories), next(iter(PROFILE.purposes))
WHO = WardenId("wdn-0000000000000001")
DESK = Actor("bench", "desk")
AT_ONCE = 400
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class FiveYears:
    office: Office
    households: int
    chance: Random

    @property
    def first(self) -> datetime:
        return datetime.combine(china_today() - timedelta(days=365 * YEARS), time(1), UTC)

    def ctx(self, **given: Any) -> Ctx:
        return self.office.ctx(DESK, **given)

    def lived(self, folder: Path) -> int:
        """Everything, in order of time stream by stream; how many events."""
        given = territory.BuildingsFile("town.geojson", "0" * 64, read_buildings(town_file(folder, self.households // 2)))
        ctx = self.ctx(document="测绘〔2021〕1号")
        territory.import_buildings(ctx, CODE, given, name="测绘", profile=PROFILE)
        plan = PlanId(proposing.propose(ctx, CODE, Wish(wanted=self.households // A_GRID, effort="fast")).answer["plan"])
        enactment.enact_by_document(ctx, plan, self.first.date())
        self.office.freshen()
        with self.office.reading() as connection:
            standing = grids.buildings(connection, COMMUNITY, limit=100_000)
        homes = [_Home(self.chance, each, door) for each in standing for door in range(each["dwellings"])][: self.households]
        before, batch = self.office.journal.head(), []
        for write in (write for home in homes for write in self._of(home)):
            batch.append(write)
            if len(batch) >= AT_ONCE and write.expected == 0:
                self._put(batch[:-1])
                batch = [write]
        self._put(batch)
        self._serve()
        return self.office.journal.head() - before

    def _put(self, writes: list[Write]) -> None:
        if writes:
            self.office.journal.append(writes, self.ctx().meta(PROFILE.key))

    def _serve(self) -> None:
        """Behind whatever the roster holds already."""
        with self.office.reading() as connection:
            drawn = sorted({GridId(each["grid"]) for each in grids.buildings(connection, COMMUNITY, limit=100_000)})
        roster = duty_id(COMMUNITY)
        version = self.office.journal.versions([roster])[roster]
        told = served(self.chance, COMMUNITY, drawn, self.first, YEARS)
        self._put([Write(roster, version + place, (event,), at) for place, (event, at) in enumerate(told)])

    def _of(self, home: _Home) -> Iterator[Write]:
        """A household's own stream whole, then its visits, then its tickets."""
        yield Write(home.household, 0, (home.registered(),), self.first)
        version = 1
        for year in range(YEARS):
            if self.chance.random() < MOVES_A_YEAR:
                gone = self.first + timedelta(days=365 * year + self.chance.randrange(20, 300))
                left = household.MovedOut(from_building=home.building, from_grid=home.grid, going_to=None, reason="")
                yield Write(home.household, version, (left,), gone)
                yield Write(home.household, version + 1, (home.moved_in(),), gone + 30 * DAY)
                version += 2
        for _ in range(self._many(VISITS_A_YEAR)):
            at = self._sometime()
            made = home.visited(at)
            yield Write(made.visit, 0, (made,), at)
        for _ in range(self._many(TICKETS_A_YEAR)):
            yield from self._ticket(home, self._sometime())

    def _many(self, a_year: float) -> int:
        whole, part = divmod(a_year * YEARS, 1)
        return int(whole) + (self.chance.random() < part)

    def _sometime(self) -> datetime:
        return self.first + timedelta(days=self.chance.randrange(1, 365 * YEARS - 1), hours=self.chance.randrange(9))

    def _ticket(self, home: _Home, at: datetime) -> Iterator[Write]:
        """Reported, accepted, handled, fed back, closed; some with a longer deadline, late, or opened again. The last month's stay open."""
        told = home.reported(at)
        steps: list[tuple[Any, datetime]] = [(told, at), (ticket.Accepted(by="bench", warden=WHO), at + HOUR)]
        if self.chance.random() < LONGER:
            steps.append((_longer(told.due_at or at), at + 2 * HOUR))
        took = (
            timedelta(days=self.chance.randrange(6, 12)) if self.chance.random() < LATE else timedelta(hours=self.chance.randrange(3, 60))
        )
        for _ in range(2 if self.chance.random() < AGAIN else 1):
            done = at + took
            steps += [
                (ticket.Handled(by="bench", text=home.sealed), done),
                (ticket.FedBack(by="bench", satisfaction=self.chance.choice((None, 3, 4, 5, 5)), text=home.sealed), done + HOUR),
                (ticket.Closed(by="bench", outcome="solved", level=ticket.Level.GRID), done + 2 * HOUR),
                (ticket.Reopened(responsible="bench", warden=WHO, text=home.sealed), done + DAY),
            ]
            took += 2 * DAY
        now = datetime.now(UTC)
        happened = [(event, when) for event, when in steps[:-1] if when < now]
        yield from (Write(told.ticket, version, (event,), when) for version, (event, when) in enumerate(happened))


def _longer(due: datetime) -> clock_events.DeadlineExtended:
    given = {"by": "chief", "asked_by": "bench", "at": due - 2 * DAY, "was_due_at": due, "due_at": due + 5 * DAY}
    return clock_events.DeadlineExtended(**given, calendar="printed")


class _Home:
    """A door of a building, and what is said of who lives behind it."""

    def __init__(self, chance: Random, building: dict[str, Any], door: int) -> None:
        self._chance = chance
        self.building, self.grid = BuildingId(building["building"]), GridId(building["grid"])
        self.key = f"{building['building'][4:17]}{door:03d}"
        self.household = HouseholdId(f"hh-{self.key}")
        self.sealed = Sealed(self.household, "0" * 16, "0" * 160)
        relations = ("head", "spouse", "child")[: chance.choice((1, 2, 2, 3))]
        self._members = tuple(
            household.Member(PersonId(f"psn-{self.key[:15]}{place}"), relation, self.sealed) for place, relation in enumerate(relations)
        )

    def registered(self) -> household.Registered:
        return household.Registered(
            household=self.household,
            community=COMMUNITY,
            building=self.building,
            grid=self.grid,
            door=self.sealed,
            hukou=household.Hukou.HERE,
            members=self._members,
            source="import",
        )

    def moved_in(self) -> household.MovedIn:
        return household.MovedIn(
            household=self.household,
            community=COMMUNITY,
            building=self.building,
            grid=self.grid,
            door=self.sealed,
            hukou=household.Hukou.HERE,
            members=self._members,
            came_from=None,
        )

    def visited(self, at: datetime) -> visit.Recorded:
        return visit.Recorded(
            visit=VisitId(f"vis-{self._chance.getrandbits(64):016x}"),
            community=COMMUNITY,
            household=self.household,
            building=self.building,
            grid=self.grid,
            warden=WHO,
            contact=visit.Contact.HOME,
            role=visit.Role.LIAISON,
            purpose=PURPOSE,
            visited_at=at,
            standing_in=False,
            ticket=None,
            found=self.sealed,
        )

    def reported(self, at: datetime) -> ticket.Reported:
        key = f"{self._chance.getrandbits(64):016x}"
        return ticket.Reported(
            ticket=TicketId(f"tkt-{key}"),
            community=COMMUNITY,
            number=f"{at:%Y%m%d}-{key[-6:].upper()}",
            channel="hotline",
            category=self._chance.choice(CATEGORIES),
            scope=ticket.Scope.GENERAL,
            building=self.building,
            place=None,
            grid=self.grid,
            household=self.household,
            first_responder="bench",
            responsible="bench",
            warden=WHO,
            due_at=at + 5 * DAY,
            clause="",
            text=self.sealed,
            reporter=None,
        )
