"""Which grid a building stood in, when: building to atom, atom to grid under each enacted plan, plans with their validity.

Projections do not read each other's tables, so each that answers by grid keeps its own four, under its own name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from domain import community, grid_plan, tessellation
from projections.moments import start_of_day
from projections.records import Records, stamp
from projections.statements import statement

if TYPE_CHECKING:
    from domain.journal import Recorded

PLAN = (grid_plan.Drafted, grid_plan.LandCut, grid_plan.FloorChanged, grid_plan.Approved, grid_plan.Enacted)


class Territory:
    """The tables `<view>_place`, `_plan`, `_grid` and `_atom`."""

    def __init__(self, view: str) -> None:
        self._names = {part: f"{view}_{part}" for part in ("place", "plan", "grid", "atom")}
        self.tables = tuple(self._names.values())

    def create(self, conn: psycopg.Connection) -> None:
        conn.execute(self._text("tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        self._places(conn, batch)
        drawn = [one for one in batch if isinstance(one.body, PLAN)]
        if drawn:
            self._plans(conn, drawn)
        self._pass_on(conn, [one for one in batch if isinstance(one.body, community.PlanPassedOn)])

    def _places(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        places: dict[tuple[str, str], Sequence[Any]] = {}
        for one in batch:
            match one.body:
                case tessellation.Made(atoms=atoms):
                    placed = ((name, atom.id) for atom in atoms for name in atom.buildings)
                    places |= {(one.stream, name): (one.stream, name, number) for name, number in placed}
                case tessellation.BuildingPlaced(building=name, atom=number):
                    places[one.stream, name] = (one.stream, name, number)
        self._put(conn, "put_places", list(places.values()))

    def _plans(self, conn: psycopg.Connection, drawn: Sequence[Recorded]) -> None:
        plans = Records(conn, self._names["plan"], "plan", (one.stream for one in drawn))
        grids: list[Sequence[Any]] = []
        atoms: list[Sequence[Any]] = []
        touched: set[str] = set()
        for one in drawn:
            match one.body:
                case grid_plan.Drafted() as told:
                    plans.add(_plan(told))
                case grid_plan.LandCut(tessellation=floor) | grid_plan.FloorChanged(tessellation=floor):
                    plans.touch(one.stream, tessellation=floor)
                case grid_plan.Approved(document=document):
                    plans.touch(one.stream, approved_by=one.meta.actor, document=document)
                case grid_plan.Enacted() as told:
                    touched.add(plans.touch(one.stream, **_enacted(told, one))["community"])
                    grids += [(one.stream, grid.grid, grid.code, grid.name, grid.kind.value) for grid in told.grids]
                    atoms += [(one.stream, atom, grid.grid) for grid in told.grids for atom in grid.atoms]
        plans.save()
        self._put(conn, "put_grids", grids)
        self._put(conn, "put_atoms", atoms)
        if touched:
            conn.execute(self._text("stitch"), (sorted(touched),))

    def _pass_on(self, conn: psycopg.Connection, told: Sequence[Recorded]) -> None:
        if told:
            self._put(conn, "pass_on", [(one.stream, start_of_day(one.body.on)) for one in told])
            conn.execute(self._text("stitch"), ([one.stream for one in told],))

    def _put(self, conn: psycopg.Connection, name: str, tuples: Sequence[Sequence[Any]]) -> None:
        if tuples:
            conn.execute(self._text(name), [list(column) for column in zip(*tuples, strict=True)])

    def _text(self, name: str) -> sql.Composed:
        return sql.SQL(statement("territory", name)).format(**{part: sql.Identifier(table) for part, table in self._names.items()})


def _plan(told: grid_plan.Drafted) -> dict[str, Any]:
    later = ("approved_by", "document", "decided_by", "decided_at", "valid_from", "valid_to", "ended_at")
    known = {"plan": told.plan, "community": told.community, "tessellation": told.tessellation, "position": 0}
    return known | dict.fromkeys(later)


def _enacted(told: grid_plan.Enacted, one: Recorded) -> dict[str, Any]:
    decided = {"decided_by": one.meta.actor, "decided_at": stamp(one.recorded_at)}
    return decided | {"document": told.document, "valid_from": stamp(start_of_day(told.on)), "position": one.position}
