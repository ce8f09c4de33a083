"""A boundary change of 10,000 households beside the bare SQL that inserts the same rows: the same server, in turns.

`python -m tests.bench.enactment [--rounds N] [--households N]`

Grids join their neighbours two by two, and so nearly half of the town's households change hands; the next round divides it anew. Each
enactment is measured whole: evidence read, decided, checked, and recorded in one transaction; the bare SQL has only to insert its rows.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from api.commands import drawing, enactment, proposing, territory, ticket_intake
from api.commands.proposing import Wish
from api.context import Actor, Ctx, open_office
from api.databases import Databases
from api.difference import between
from api.plan_cover import cover_of
from api.settings import Settings
from domain import household
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, PersonId, PlanId
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.values import Sealed
from gis.exchange import read_buildings
from projections import grids
from tests.bench import ground
from tests.days import china_today

CODE = "321111009001"
COMMUNITY = CommunityId(f"com-{CODE}")
PLANNER = Actor("bench", "planner")
ACROSS, DWELLINGS = 25, 50
LIMIT_S = 2.0
BESIDE = "create table bare_events (like journal.events including defaults including constraints including indexes)"
BARE = "insert into bare_events select * from journal.events where position > %s and position <= %s"


@dataclass(frozen=True)
class Round:
    """ours_s: the whole command, cpu_s: of it our own processor time; bare_s: the same rows by one insert."""

    households: int
    tickets: int
    events: int
    ours_s: float
    cpu_s: float
    bare_s: float


def town_file(folder: Path, households: int) -> Path:
    """Slabs of 50 dwellings in rows, as a planner's file would bring them; twice as many dwellings as households shall move."""
    features = [_slab(number) for number in range(2 * households // DWELLINGS)]
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
    """A community under a plan in force, a household registered behind every door, an open ticket in every tenth building."""

    def __init__(self, databases: Databases, folder: Path, households: int) -> None:
        self.office = open_office(Settings(home=folder, pace=False), databases)
        self.day = china_today() - timedelta(days=400)
        given = territory.BuildingsFile("town.geojson", "0" * 64, read_buildings(town_file(folder, households)))
        territory.import_buildings(self.ctx(), CODE, given, name="测绘", profile=PolicyProfile.load("runzhou"))
        self.enact(self.divided())
        self._settle()

    def ctx(self, **given: Any) -> Ctx:
        return self.office.ctx(PLANNER, **given)

    def enact(self, plan: PlanId) -> dict[str, Any]:
        """Plans follow each other day by day."""
        self.day += timedelta(days=1)
        return enactment.enact_by_document(self.ctx(document="测绘〔2026〕1号"), plan, self.day).answer

    def divided(self) -> PlanId:
        return PlanId(proposing.propose(self.ctx(), CODE, Wish(effort="fast")).answer["plan"])

    def merged(self) -> PlanId:
        """Grids join the neighbour they could cover, two by two."""
        plan = PlanId(proposing.copy(self.ctx(), CODE).answer["plan"])
        self.office.freshen()
        with self.office.reading() as connection:
            found = cover_of(between(self.ctx(), connection, plan, plan))["grids"]
        gone: set[str] = set()
        for grid in found:
            into, other = grid["grid"], grid["suggested"]["grid"]
            if not gone & {into, other}:
                drawing.merge(self.ctx(), plan, GridId(into), [GridId(other)])
                gone |= {into, other}
        return plan

    def _settle(self) -> None:
        self.office.freshen()
        with self.office.reading() as connection:
            standing = grids.buildings(connection, COMMUNITY, limit=100_000)
        writes = [_registered(each, door) for each in standing for door in range(each["dwellings"])]
        at = datetime.combine(self.day, datetime.min.time(), UTC)
        for start in range(0, len(writes), 5_000):
            self.office.journal.append(writes[start : start + 5_000], self.ctx(effective_at=at).meta())
        category = next(iter(PolicyProfile.load("runzhou").categories))
        for each in standing[::10]:
            asked = ticket_intake.Asked(category, "路灯不亮", building=BuildingId(each["building"]))
            ticket_intake.report(self.ctx(), CODE, asked)


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


def one_round(town: Town, connection: psycopg.Connection, plan: PlanId) -> Round:
    town.office.freshen()
    before = town.office.journal.head()
    started, worked = time.perf_counter(), time.process_time()
    answer = town.enact(plan)
    ours, cpu = time.perf_counter() - started, time.process_time() - worked
    head = town.office.journal.head()
    started = time.perf_counter()
    connection.execute(BARE, (before, head))
    return Round(answer["households_moved"], answer["tickets_moved"], head - before, ours, cpu, time.perf_counter() - started)


def measure(rounds: int, households: int) -> str:
    found: list[Round] = []
    with ground.durable_server() as server, tempfile.TemporaryDirectory() as folder:
        databases = ground.fresh_databases(server, "ours")
        town = Town(databases, Path(folder), households)
        with psycopg.connect(databases.admin, autocommit=True) as connection:
            connection.execute(BESIDE)
            for number in range(rounds):
                found.append(one_round(town, connection, town.merged() if number % 2 == 0 else town.divided()))
                print(found[-1], flush=True)
        machine = ground.machine(server, ("psycopg", "shapely"))
        town.office.close()
    head = "| households moved | tickets | events | bare insert of the rows | the enactment | of it in Python | limit for 10,000 |"
    lines = [head, "|--:|--:|--:|--:|--:|--:|--:|", *map(_line, found)]
    a_thousand = statistics.median(one.ours_s / one.households * 1_000 for one in found)
    told = f"{machine} {__doc__.split(chr(10) * 2)[2].strip()} Median: {a_thousand * 1_000:.0f} ms for a thousand households."
    return f"## An enactment\n\n{told}\n\n" + "\n".join(lines) + "\n"


def _line(one: Round) -> str:
    counts = f"| {one.households:,} | {one.tickets} | {one.events:,} "
    return f"{counts}| {one.bare_s:.2f} s | {one.ours_s:.2f} s | {one.cpu_s:.2f} s | {LIMIT_S:.0f} s |"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--households", type=int, default=11_000)
    asked = parser.parse_args(arguments)
    text = measure(asked.rounds, asked.households)
    ground.write_section("enactment", text)
    print(f"\n{text}")


if __name__ == "__main__":
    main()
