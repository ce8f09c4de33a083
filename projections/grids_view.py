"""Rows of the grids read model: communities, buildings, atoms, plans and their grids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from domain import building, community, grid_plan, plan_events, schema, tessellation
from domain.ids import community_code
from projections.moments import start_of_day
from projections.occupancy import TABLES, mark_drawn, occupy
from projections.plan_drawings import Drawings
from projections.records import Records
from projections.statements import put, statement

if TYPE_CHECKING:
    from domain.journal import Recorded

COMMUNITY = (
    community.Registered,
    community.Renamed,
    community.ProfileChanged,
    community.TerritoryDrawn,
)
PLAN = (
    *grid_plan.DRAWINGS,
    plan_events.Drafted,
    plan_events.GridLocked,
    plan_events.GridUnlocked,
    plan_events.GridAllowedApart,
    plan_events.Branched,
    plan_events.FloorChanged,
    plan_events.Validated,
    plan_events.Submitted,
    plan_events.Returned,
    plan_events.Approved,
    plan_events.Enacted,
    plan_events.Discarded,
)
BUILDING = (building.Registered, building.DwellingsCounted, building.Addressed, building.Demolished, *building.REGISTERED)
ENDED = (community.MergedInto, community.FormedByMerge, community.MergeRevoked, community.FormationRevoked, community.PlanPassedOn)
ON_THE_MAP = (*COMMUNITY, *ENDED, *PLAN, *BUILDING, tessellation.Made, tessellation.BuildingPlaced)


class Grids:
    name = "grids"
    version = 8
    tables = (
        "grids_community",
        "grids_building",
        "grids_address",
        "grids_tessellation",
        "grids_atom",
        "grids_placement",
        "grids_plan",
        "grids_plan_grid",
        "grids_atom_grid",
        "grids_held",
        *TABLES,
    )

    def create(self, conn: psycopg.Connection) -> None:
        from gis import tables  # SQLAlchemy: only whoever makes the tables waits for it

        for table in (tables.building, tables.atom, tables.plan_grid):
            for text in tables.ddl(table):
                conn.execute(text)
        conn.execute(statement("grids", "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        _communities(conn, [one for one in batch if isinstance(one.body, COMMUNITY)])
        _buildings(conn, batch)
        _tessellations(conn, batch)
        drawn = [one for one in batch if isinstance(one.body, PLAN)]
        if drawn:
            Drawings(conn, drawn).apply()
        _hold(conn, batch)
        _pass_on(conn, [one for one in batch if isinstance(one.body, community.PlanPassedOn)])
        changed = {one.stream: one.position for one in batch if isinstance(one.body, ON_THE_MAP)}
        mark_drawn(conn, changed | occupy(conn, batch))


def _hold(conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
    plans = [one.stream for one in batch if isinstance(one.body, plan_events.Enacted)]
    buildings = [one.body.building for one in batch if isinstance(one.body, tessellation.BuildingPlaced)]
    if plans or buildings:
        conn.execute(statement("grids", "hold_buildings"), {"plans": plans, "buildings": buildings})


def _pass_on(conn: psycopg.Connection, told: Sequence[Recorded]) -> None:
    put(conn, "grids", "pass_on", [(one.stream, start_of_day(one.body.on)) for one in told])
    if told:
        for name in ("stitch_plans", "stitch_atom_grids"):
            conn.execute(statement("grids", name), ([one.stream for one in told],))


def _communities(conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
    known = Records(conn, "grids_community", "community", (one.stream for one in batch))
    for one in batch:
        match one.body:
            case community.Registered() as told:
                known.add(_community(told))
            case community.Renamed(name=name):
                tiers = known.rows[one.stream]["tiers"]
                renamed = [tier | ({"name": name} if tier["level"] == community.TierLevel.COMMUNITY else {}) for tier in tiers]
                known.touch(one.stream, name=name, tiers=renamed)
            case community.ProfileChanged() as told:
                known.touch(one.stream, profile=told.profile, tiers=_tiers(told.tiers))
            case community.TerritoryDrawn() as told:
                known.touch(one.stream, tessellation=told.tessellation, territory_derived=told.derived, area_m2=told.area_m2)
        known.touch(one.stream, position=one.position)
    known.save()


def _community(told: community.Registered) -> dict[str, Any]:
    return {
        "community": told.community,
        "code": community_code(told.community),
        "name": told.name,
        "profile": told.profile,
        "is_rural": told.is_rural,
        "tiers": _tiers(told.tiers),
        "tessellation": None,
        "territory_derived": None,
        "area_m2": None,
        "position": 0,
    }


def _tiers(tiers: Sequence[community.Tier]) -> list[dict[str, str]]:
    return [{"level": tier.level.value, "title": tier.title, "name": tier.name, "code": tier.code} for tier in tiers]


def _buildings(conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
    """The kinds of change touch different columns, so each goes in one statement, the last of a kind for a building."""
    new: dict[str, Sequence[Any]] = {}
    counted: dict[str, Sequence[Any]] = {}
    addressed: dict[str, Sequence[Any]] = {}
    demolished: dict[str, Sequence[Any]] = {}
    replaced: dict[str, Sequence[Any]] = {}
    for one in batch:
        match one.body:
            case building.Registered() as told:
                new[one.stream] = _building(told, one.position)
            case building.DwellingsCounted() as told:
                counted[one.stream] = (one.stream, told.dwellings, told.basis.value, told.reason)
            case building.Addressed() as told:
                addressed[one.stream] = (one.stream, told.name, told.address, told.estate, told.number)
            case building.Demolished() as told:
                demolished[one.stream] = (one.stream, told.on)
            case building.Divided() | building.MadeWhole() | building.TakenBack() as told:
                replaced[one.stream] = (one.stream, not isinstance(told, building.MadeWhole))
    put(conn, "grids", "put_buildings", new.values())
    put(conn, "grids", "count_dwellings", counted.values())
    put(conn, "grids", "address_buildings", addressed.values())
    put(conn, "grids", "demolish_buildings", demolished.values())
    put(conn, "grids", "replace_buildings", replaced.values())
    if renamed := [*new, *addressed]:
        conn.execute(statement("grids", "search_texts"), (renamed,))


def _building(told: building.Registered, position: int) -> Sequence[Any]:
    return (
        told.building,
        told.community,
        told.source,
        told.name,
        told.address,
        told.estate,
        told.number,
        told.kind.value,
        told.use,
        told.floors,
        told.units,
        told.dwellings,
        told.basis.value,
        told.basis_note,
        told.footprint,
        position,
    )


def _tessellations(conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
    placements: dict[tuple[str, str], Sequence[Any]] = {}
    for one in batch:
        match one.body:
            case tessellation.Made() as made:
                _tessellation(conn, made, one.position)
                placed = ((name, atom.id) for atom in made.atoms for name in atom.buildings)
                placements |= {(one.stream, name): (one.stream, name, number) for name, number in placed}
            case tessellation.BuildingPlaced(building=name, atom=number):
                placements[one.stream, name] = (one.stream, name, number)
    put(conn, "grids", "put_placements", placements.values())


def _tessellation(conn: psycopg.Connection, made: tessellation.Made, position: int) -> None:
    from gis.db import Land  # the map engine: only a new cut of the land needs it

    land = Land.of(made)
    row = (made.tessellation, made.community, schema.dump(made).decode(), position)
    conn.execute("insert into grids_tessellation (tessellation, community, made, position) values (%s, %s, %s, %s)", row)
    atoms = ((made.tessellation, number, made.community, land.area_m2[number], shape) for number, shape in land.atom_shapes().items())
    put(conn, "grids", "put_atoms", atoms)
