"""A boundary change of 10,000 households beside the bare SQL that inserts the same rows: the same server, in turns.

`python -m tests.bench.enactment [--rounds N] [--households N]`

Each round enacts a plan in which every second grid joins its neighbour, and so half of the town's households change hands; then the way
back is drawn and enacted, so that every round finds the town as the first one did.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from api.commands import enactment, proposing, territory, tickets
from api.commands.proposing import Wish
from api.context import Actor, Ctx, Office, open_office
from api.databases import Databases
from api.settings import Settings
from domain import household
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, PersonId, PlanId
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.values import Sealed
from gis.exchange import read_buildings
from projections import grids

CODE = "321111009001"
COMMUNITY = CommunityId(f"com-{CODE}")
PLANNER = Actor("bench", "planner")
ACROSS, DWELLINGS = 25, 50
LIMIT_S = 2.0
ROWS = """
create unlogged table if not exists bare_events (like journal.events including defaults including constraints including indexes);
alter table bare_events set logged;
"""
BARE = """
insert into bare_events
select * from journal.events
where position > %(after)s and position <= %(through)s
"""


def town_file(folder: Path, households: int) -> Path:
    """Slabs of 50 dwellings in rows, as a planner's file would bring them; twice as many dwellings as households shall move."""
    count = 2 * households // DWELLINGS
    features = [_slab(number) for number in range(count)]
    path = folder / "town.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding="utf-8")
    return path


def _slab(number: int) -> dict[str, Any]:
    west, south = 119.43 + number % ACROSS * 0.0009, 32.19 + number // ACROSS * 0.0006
    east, north = west + 0.00055, south + 0.00013
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    named = {"id": number, "地址": f"测绘路{number}号", "层数": 6, "户数": DWELLINGS, "用途": "住宅"}
    return {"type": "Feature", "properties": named, "geometry": {"type": "Polygon", "coordinates": [ring]}}


class Town:
    """An installation with a town in force: all its dwellings registered, and open tickets in it."""

    def __init__(self, databases: Databases, folder: Path, households: int) -> None:
        self.office: Office = open_office(Settings(home=folder), databases)
        self.day = date.today() - timedelta(days=400)
        reading = read_buildings(town_file(folder, households))
        given = territory.BuildingsFile("town.geojson", "0" * 64, reading)
        territory.import_buildings(self.ctx(), CODE, given, name="测绘", profile=PolicyProfile.load("runzhou"))
        drafted = proposing.propose(self.ctx(), CODE, Wish(effort="fast")).answer["plan"]
        self.enact(drafted)
        self._settle()

    def ctx(self, **given: Any) -> Ctx:
        return self.office.ctx(PLANNER, **given)

    def enact(self, plan: str) -> dict[str, Any]:
        """The day after the last one: plans follow each other."""
        self.day += timedelta(days=1)
        return enactment.enact_by_document(self.ctx(document="测绘〔2026〕1号"), PlanId(plan), self.day).answer

    def _settle(self) -> None:
        with self.office.reading() as connection:
            self.office.freshen()
            standing = grids.buildings(connection, COMMUNITY, limit=100_000)
        writes = [_registered(each, door) for each in standing for door in range(each["dwellings"])]
        at = datetime.combine(self.day, datetime.min.time(), UTC)
        for start in range(0, len(writes), 5_000):
            self.office.journal.append(writes[start : start + 5_000], self.ctx(effective_at=at).meta())
        category = next(iter(PolicyProfile.load("runzhou").categories))
        for each in standing[::10]:
            tickets.report(self.ctx(), CODE, tickets.Asked(category, "路灯不亮", building=BuildingId(each["building"])))

    def other_way(self, merged: PlanId | None) -> PlanId:
        """A draft: without `merged` every second grid joins the one before it; else the proposal again, from the merged plan."""
        if merged is not None:
            return PlanId(proposing.propose(self.ctx(), CODE, Wish(effort="fast")).answer["plan"])
        plan = PlanId(proposing.copy(self.ctx(), CODE).answer["plan"])
        return plan


def _registered(building: dict[str, Any], door: int) -> Write:
    key = f"{building['building'][4:20]}{door:03d}"
    name, person = HouseholdId(f"hh-{key}"), PersonId(f"psn-{key}")
    sealed = Sealed(person, "0" * 16, "0" * 160)
    told = household.Registered(
        household=name,
        community=COMMUNITY,
        building=BuildingId(building["building"]),
        grid=GridId(building["grid"]),
        door=sealed,
        hukou=household.Hukou.HERE,
        members=(household.Member(person, "head", sealed),),
        source="import",
    )
    return Write(name, 0, (told,))
