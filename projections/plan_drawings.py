"""Plans as drawn so far: each drawing step applied to the plan's grids, their polygons made anew where atoms changed hands."""

from __future__ import annotations

import dataclasses
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.types.json import Jsonb

from domain import grid_plan, plan_events, schema, tessellation
from domain.values import Check, DrawnGrid, Tally
from projections.moments import start_of_day
from projections.records import Records, stamp
from projections.statements import Row, put, rows, statement

if TYPE_CHECKING:
    from domain.journal import Recorded
    from gis.db import Land

REDRAWS = (
    *grid_plan.DRAWINGS,
    plan_events.GridLocked,
    plan_events.GridUnlocked,
    plan_events.GridAllowedApart,
    plan_events.Branched,
    plan_events.FloorChanged,
    plan_events.Validated,
)
UNMEASURED = {"households": None, "people": None, "buildings": None, "perimeter_m": None}
UNMARKED = {"locked": False, "apart": ""}
UNCHECKING = tuple(each for each in (*grid_plan.DRAWINGS, plan_events.GridAllowedApart) if each is not grid_plan.GridRenamed)
_KEPT_LANDS = 4
_lands: OrderedDict[tuple[str, int, str, str], Land] = OrderedDict()
"""Tessellations of one database never change, so those drawn on last are kept: a redraw then costs its own grids only."""


def land_of(conn: psycopg.Connection, name: str) -> Land:
    from gis.db import Land  # the map engine: only a drawing needs it

    here = (conn.info.host, conn.info.port, conn.info.dbname, name)
    land = _lands.get(here)
    if land is None:
        (made,) = conn.execute("select made from grids_tessellation where tessellation = %s", (name,)).fetchone() or ("",)
        land = _lands[here] = Land.of(schema.load(schema.name_of(tessellation.Made), schema.version_of(tessellation.Made), made.encode()))
        while len(_lands) > _KEPT_LANDS:
            _lands.popitem(last=False)
    return land


class Drawings:
    """The plans one batch touches, and of those it redraws every grid."""

    def __init__(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        self._conn, self._batch = conn, batch
        self._plans = Records(conn, "grids_plan", "plan", (one.stream for one in batch))
        redrawn = sorted({one.stream for one in batch if isinstance(one.body, REDRAWS)})
        self._grids: dict[str, dict[str, Row]] = {}
        for grid in rows(conn, "grids", "plan_grids", plans=redrawn) if redrawn else ():
            self._grids.setdefault(grid["plan"], {})[grid["grid"]] = grid
        self._changed: set[tuple[str, str]] = set()
        self._reshaped: set[tuple[str, str]] = set()
        self._stale: set[str] = set()
        self._atom_grids: list[Sequence[Any]] = []

    def apply(self) -> None:
        for one in self._batch:
            self._step(one)
        self._plans.save()
        self._save_grids()
        put(self._conn, "grids", "put_atom_grids", self._atom_grids)
        if enacted := sorted({self._plans.rows[one.stream]["community"] for one in self._batch if isinstance(one.body, grid_plan.Enacted)}):
            self._conn.execute(statement("grids", "stitch_plans"), (enacted,))
            self._conn.execute(statement("grids", "stitch_atom_grids"), (enacted,))

    def _step(self, one: Recorded) -> None:
        plan, by, at = one.stream, one.meta.actor, stamp(one.meta.effective_at)
        match one.body:
            case grid_plan.Drafted() as told:
                self._plans.add(_plan(told, by, at))
                self._replace(plan, told.grids)
            case grid_plan.Validated(checks=checks, tallies=tallies, evidence_at=evidence_at):
                self._plans.touch(plan, checks=_checks(checks), evidence_at=evidence_at)
                self._tally(plan, tallies)
            case grid_plan.Submitted() as told:
                status = grid_plan.Status.SUBMITTED.value
                self._plans.touch(plan, status=status, submitted_by=by, submitted_at=at, note=told.note)
                exceptions = [dataclasses.asdict(one) for one in told.exceptions]
                self._plans.touch(plan, checks=_checks(told.checks), exceptions=exceptions, evidence_at=told.evidence_at)
            case grid_plan.Returned(reason=reason):
                self._plans.touch(plan, status=grid_plan.Status.DRAFT.value, note=reason)
            case grid_plan.Approved(document=document):
                self._plans.touch(plan, status=grid_plan.Status.APPROVED.value, approved_by=by, approved_at=at, document=document)
            case grid_plan.Enacted() as told:
                self._enact(plan, told, one)
            case grid_plan.Discarded(reason=reason):
                self._plans.touch(plan, status=grid_plan.Status.DISCARDED.value, note=reason)
            case _:
                self._redraw(plan, one.body)
        self._plans.touch(plan, position=one.position)

    def _redraw(self, plan: str, told: schema.Event) -> None:
        if isinstance(told, UNCHECKING):
            self._plans.touch(plan, checks=[], evidence_at=None)
        if isinstance(told, grid_plan.DRAWINGS):
            self._drawn(plan, told)
        match told:
            case plan_events.GridLocked(grid=grid):
                self._mark(plan, [grid], locked=True)
            case plan_events.GridUnlocked(grid=grid):
                self._mark(plan, [grid], locked=False)
            case plan_events.Branched(locked=locked):
                self._mark(plan, locked, locked=True)
            case plan_events.FloorChanged():
                measured = {grid: {name: row.get(name) for name in UNMEASURED} for grid, row in self._grids[plan].items()}
                self._on_floor(plan, told)
                for grid, counts in measured.items():
                    self._mark(plan, [grid], **counts)  # the same drawing: what was counted for it holds
            case plan_events.GridAllowedApart(grid=grid, reason=reason):
                self._mark(plan, [grid], apart=reason)

    def _mark(self, plan: str, grids: Iterable[str], **marks: Any) -> None:
        for grid in grids:
            self._grids[plan][grid] |= marks
            self._changed.add((plan, grid))

    def _drawn(self, plan: str, told: schema.Event) -> None:
        grids = self._grids[plan]
        match told:
            case grid_plan.GridsRedrawn(moves=moves):
                for move in moves:
                    self._give(plan, move.from_grid, move.to_grid, move.atoms)
            case grid_plan.GridSplit(grid=grid, into=into):
                self._put(plan, into)
                self._reshape(plan, grid, set(grids[grid]["atoms"]) - set(into.atoms))
            case grid_plan.GridDivided(grid=grid, into=parts):
                for part in parts:
                    self._put(plan, part)
                self._reshape(plan, grid, set(grids[grid]["atoms"]) - {atom for part in parts for atom in part.atoms})
            case grid_plan.GridsMerged(into=into, gone=gone):
                self._reshape(plan, into, {atom for grid in (into, *gone) for atom in grids[grid]["atoms"]})
                grids[into]["came_from"] = [*grids[into]["came_from"], *gone]
                for grid in gone:
                    self._remove(plan, grid)
            case _:
                self._changed_otherwise(plan, told)

    def _changed_otherwise(self, plan: str, told: schema.Event) -> None:
        match told:
            case grid_plan.EditUndone() | grid_plan.EditRedone() | grid_plan.SnapshotRestored():
                for drawn in told.grids:
                    self._put(plan, drawn)
                for grid in told.gone:
                    self._remove(plan, grid)
            case grid_plan.LandCut():
                self._cut(plan, told)
            case grid_plan.GridRenamed(grid=grid, name=name):
                self._mark(plan, [grid], name=name)
            case grid_plan.GridKindSet(grid=grid, kind=kind):
                self._mark(plan, [grid], kind=kind)

    def _give(self, plan: str, from_grid: str, to_grid: str, atoms: Iterable[int]) -> None:
        grids, given = self._grids[plan], set(atoms)
        self._reshape(plan, from_grid, set(grids[from_grid]["atoms"]) - given)
        self._reshape(plan, to_grid, set(grids[to_grid]["atoms"]) | given)

    def _on_floor(self, plan: str, told: plan_events.LandCut | plan_events.FloorChanged) -> None:
        """On another floor every grid is drawn anew: where a line met a neighbour's border, both got the same new corner."""
        self._plans.touch(plan, tessellation=told.tessellation)
        pieces = {one.atom: one.pieces for one in told.pieces}
        for grid, row in self._grids[plan].items():
            self._reshape(plan, grid, {piece for atom in row["atoms"] for piece in pieces.get(atom, (atom,))})

    def _cut(self, plan: str, told: plan_events.LandCut) -> None:
        self._on_floor(plan, told)
        if told.into is not None:
            self._put(plan, told.into)
        for move in told.moves:
            self._give(plan, move.from_grid, move.to_grid, move.atoms)

    def _enact(self, plan: str, told: grid_plan.Enacted, one: Recorded) -> None:
        since = start_of_day(told.on)
        row = self._plans.touch(
            plan,
            status=grid_plan.Status.ENACTED.value,
            document=told.document,
            decided_by=one.meta.actor,
            decided_at=stamp(one.recorded_at),
            effective_on=told.on.isoformat(),
            replaces=told.replaces,
            retired=list(told.retired),
            households_moved=told.households_moved,
            dwellings_moved=told.dwellings_moved,
            evidence_at=told.evidence_at,
            valid_from=stamp(since),
        )
        self._replace(plan, told.grids)
        self._tally(plan, told.tallies)
        self._atom_grids += [
            (row["tessellation"], atom, grid.grid, plan, since, one.position) for grid in told.grids for atom in grid.atoms
        ]

    def _replace(self, plan: str, drawn: Iterable[DrawnGrid]) -> None:
        self._stale.add(plan)
        self._changed = {pair for pair in self._changed if pair[0] != plan}
        self._reshaped = {pair for pair in self._reshaped if pair[0] != plan}
        self._grids[plan] = {}
        for grid in drawn:
            self._put(plan, grid)

    def _put(self, plan: str, drawn: DrawnGrid) -> None:
        marks = {name: self._grids[plan].get(drawn.grid, UNMARKED)[name] for name in UNMARKED}
        self._grids[plan][drawn.grid] = marks | {
            "plan": plan,
            "grid": drawn.grid,
            "community": self._plans.rows[plan]["community"],
            "code": drawn.code,
            "name": drawn.name,
            "kind": drawn.kind.value,
            "came_from": list(drawn.came_from),
        }
        self._reshape(plan, drawn.grid, drawn.atoms)

    def _reshape(self, plan: str, grid: str, atoms: Iterable[int]) -> None:
        """What was counted for the former shape no longer holds; the next check counts again."""
        self._grids[plan][grid] |= UNMEASURED | {"atoms": sorted(atoms)}
        self._reshaped.add((plan, grid))
        self._changed.add((plan, grid))

    def _remove(self, plan: str, grid: str) -> None:
        del self._grids[plan][grid]
        self._reshaped.discard((plan, grid))
        self._changed.add((plan, grid))

    def _tally(self, plan: str, tallies: Iterable[Tally]) -> None:
        for tally in tallies:
            if row := self._grids[plan].get(tally.grid):
                row |= {
                    "households": tally.households,
                    "people": tally.people,
                    "buildings": tally.buildings,
                    "perimeter_m": tally.perimeter_m,
                }
                self._changed.add((plan, tally.grid))

    def _save_grids(self) -> None:
        self._draw()
        if self._stale:
            self._conn.execute("delete from grids_plan_grid where plan = any (%s)", (sorted(self._stale),))
        put(self._conn, "grids", "remove_plan_grids", [pair for pair in sorted(self._changed) if pair[1] not in self._grids[pair[0]]])
        kept = [self._grids[plan][grid] for plan, grid in sorted(self._changed) if grid in self._grids[plan]]
        if kept:
            self._conn.execute(statement("grids", "put_plan_grids"), (Jsonb(kept),))

    def _draw(self) -> None:
        for plan in sorted({plan for plan, _ in self._reshaped}):
            land = land_of(self._conn, self._plans.rows[plan]["tessellation"])
            reshaped = {grid: self._grids[plan][grid] for of, grid in self._reshaped if of == plan}
            shapes = land.grid_shapes({grid: row["atoms"] for grid, row in reshaped.items()})
            for grid, row in reshaped.items():
                row |= {"geom": shapes[grid], "area_m2": sum(land.area_m2[atom] for atom in row["atoms"])}


def _plan(told: grid_plan.Drafted, by: str, at: str) -> Row:
    unknown_yet = ("evidence_at", "submitted_by", "submitted_at", "approved_by", "approved_at", "document", "decided_by", "decided_at")
    not_enacted = ("effective_on", "replaces", "households_moved", "dwellings_moved", "valid_from", "valid_to", "ended_at")
    return dict.fromkeys((*unknown_yet, *not_enacted)) | {
        "plan": told.plan,
        "community": told.community,
        "name": told.name,
        "tessellation": told.tessellation,
        "base": told.base,
        "issued_through": told.issued_through,
        "drawn_by": told.drawn_by,
        "seed": told.seed,
        "status": grid_plan.Status.DRAFT.value,
        "checks": [],
        "exceptions": [],
        "drafted_by": by,
        "drafted_at": at,
        "note": "",
        "retired": [],
        "position": 0,
    }


def _checks(checks: Iterable[Check]) -> list[dict[str, Any]]:
    return [dataclasses.asdict(check) for check in checks]
