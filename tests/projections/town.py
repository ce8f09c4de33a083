"""A small town for the tests of the read models: one community on a strip of square atoms, each with one building."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count

import psycopg

from domain import building, community, grid_plan, tessellation
from domain.ids import grid_code
from domain.journal import Journal, Meta, Receipt, Write
from domain.schema import Event
from domain.values import Atom, CountBasis, DrawnGrid, DwellingKind, Sealed, Tally
from projections import runner
from projections.moments import start_of_day

COMMUNITY = "com-321111001001"
TESSELLATION = "tes-0001"
CRS, ORIGIN = "EPSG:4549", (450_000.0, 3_560_000.0)
SIDE_MM = 100_000
NOON = datetime(2024, 1, 2, 4, tzinfo=UTC)


def bld(number: int) -> str:
    return f"bld-{number:04d}"


def grd(number: int) -> str:
    return f"grd-{number:04d}"


def sealed(subject: str) -> Sealed:
    return Sealed(subject=subject, key="k1", box="c2VhbGVk")


def square(number: int) -> tuple[int, ...]:
    """Atom 1…n from west to east; 101…: the row north of it."""
    x, y = (number % 100) * SIDE_MM, number // 100 * SIDE_MM
    return (x, y, x + SIDE_MM, y, x + SIDE_MM, y + SIDE_MM, x, y + SIDE_MM)


def inside(number: int) -> tuple[float, float]:
    """(lon, lat) of the middle of an atom, where its building stands."""
    from gis.crs import LocalPlane

    x, y = square(number)[:2]
    ((lon, lat),) = LocalPlane(CRS, ORIGIN).to_degrees([(x + SIDE_MM / 2, y + SIDE_MM / 2)]).tolist()
    return lon, lat


def made(atoms: int, name: str = TESSELLATION, at: str = COMMUNITY) -> tessellation.Made:
    east = (atoms + 1) * SIDE_MM
    ring = (SIDE_MM, 0, *(c for x in range(2 * SIDE_MM, east, SIDE_MM) for c in (x, 0)), east, 0, east, SIDE_MM)
    ring += (*(c for x in range(east - SIDE_MM, SIDE_MM, -SIDE_MM) for c in (x, SIDE_MM)), SIDE_MM, SIDE_MM)
    return tessellation.Made(
        tessellation=name,
        community=at,
        crs=CRS,
        origin=ORIGIN,
        ring=(ring,),
        atoms=tuple(Atom(id=n, rings=(square(n),), buildings=(bld(n),)) for n in range(1, atoms + 1)),
        made_with=("test",),
        sha256="0" * 64,
    )


def house(number: int, dwellings: int = 100, at: str = COMMUNITY) -> building.Registered:
    lon, lat = inside(number)
    return building.Registered(
        building=bld(number),
        community=at,
        source=f"row {number}",
        name=f"{number}号楼",
        address=f"健康路{number}号",
        estate="阳光花园",
        number=str(number),
        kind=DwellingKind.BLOCK,
        use="residential",
        floors=6,
        units=2,
        dwellings=dwellings,
        basis=CountBasis.COUNTED,
        basis_note="field",
        footprint=f"POLYGON(({lon} {lat},{lon + 1e-4} {lat},{lon + 1e-4} {lat + 1e-4},{lon} {lat + 1e-4},{lon} {lat}))",
    )


def drawn(number: int, atoms: Sequence[int], *came_from: str) -> DrawnGrid:
    return DrawnGrid(
        grid=grd(number),
        code=grid_code(COMMUNITY, number),
        name=f"第{number}网格",
        atoms=tuple(atoms),
        came_from=came_from,
    )


def drafted(plan: str, *grids: DrawnGrid, base: str | None = None) -> grid_plan.Drafted:
    return grid_plan.Drafted(
        plan=plan,
        community=COMMUNITY,
        name=f"方案 {plan}",
        tessellation=TESSELLATION,
        base=base,
        issued_through=0,
        drawn_by="propose",
        seed=1,
        grids=grids,
    )


def enacted(*grids: DrawnGrid, on: date, replaces: str | None = None, retired: Sequence[str] = ()) -> grid_plan.Enacted:
    return grid_plan.Enacted(
        on=on,
        document=f"润政〔{on.year}〕{on.month}号",
        replaces=replaces,
        grids=grids,
        tallies=tuple(
            Tally(one.grid, 100 * len(one.atoms), 250 * len(one.atoms), len(one.atoms), 1e4 * len(one.atoms), 400.0) for one in grids
        ),
        retired=tuple(retired),
        households_moved=0,
        dwellings_moved=0,
        evidence_at=1,
    )


@dataclass
class Town:
    """Writes to a real journal, brings the read models to its head."""

    journal: Journal
    dsn_project: str
    dsn_read: str
    conn: psycopg.Connection
    versions: dict[str, int] = field(default_factory=dict)
    keys: count[int] = field(default_factory=count)

    def tell(
        self, stream: str, *events: Event, at: datetime | date = NOON, by: str = "planner_lin", document: str = "", reason: str = ""
    ) -> Receipt:
        effective = at if isinstance(at, datetime) else start_of_day(at)
        meta = Meta(by, "planner", effective, "runzhou@2014-04-24", f"c{next(self.keys)}", document=document, reason=reason)
        receipt = self.journal.append([Write(stream, self.versions.get(stream, 0), events)], meta)
        self.versions[stream] = self.versions.get(stream, 0) + len(events)
        return receipt

    def run(self, batch: int = runner.BATCH) -> int:
        reached = runner.catch_up(self.journal, self.dsn_project, batch=batch)
        assert runner.parked(self.conn) == []
        return reached

    def settle(self, atoms: int = 6) -> Town:
        """The community with its buildings and its land, no plan yet."""
        tiers = (community.Tier(community.TierLevel.COMMUNITY, "社区", "永安路社区", "321111001001"),)
        self.tell(
            COMMUNITY,
            community.Registered(community=COMMUNITY, name="永安路社区", profile="runzhou@2014-04-24", tiers=tiers, is_rural=False),
        )
        for number in range(1, atoms + 1):
            self.tell(bld(number), house(number))
        self.tell(TESSELLATION, made(atoms))
        self.tell(COMMUNITY, community.TerritoryDrawn(tessellation=TESSELLATION, derived=True, area_m2=1e4 * atoms, atoms=atoms))
        return self

    def enact(self, plan: str, *grids: DrawnGrid, on: date, replaces: str | None = None, retired: Sequence[str] = ()) -> Receipt:
        """Draft, check, submit, approve and enact in one go."""
        told = enacted(*grids, on=on, replaces=replaces, retired=retired)
        self.tell(plan, drafted(plan, *grids, base=replaces))
        self.tell(plan, grid_plan.Validated(checks=(), tallies=told.tallies, evidence_at=1))
        self.tell(plan, grid_plan.Submitted(checks=(), exceptions=(), evidence_at=1, note="请审批"))
        self.tell(plan, grid_plan.Approved(document=told.document), by="approver_wu")
        return self.tell(plan, told, at=on, by="approver_wu", document=told.document)
