"""Drawing on a draft: paint, split, merge, rename. Each is one event with its result, followed by the check of the new drawing."""

from __future__ import annotations

from collections.abc import Collection

import shapely
from shapely.geometry.base import BaseGeometry

from api.commands.evidence import persisting
from api.commands.ground import Planned, planned, record
from api.context import Ctx, Done
from api.problems import InputInvalid
from domain import grid_drawing
from domain.grid_plan import assignment
from domain.ids import BuildingId, GridId, PlanId
from domain.values import GridKind
from gis import editing
from gis.editing import Board


def _board(on: Planned) -> Board:
    return editing.board(on.ground.land, assignment(on.state.grids.values()), graph=on.ground.graph)


def _line(wkt: str) -> BaseGeometry:
    """A drawn line as WKT (lon, lat), SRID 4490. Raises InputInvalid."""
    try:
        line = shapely.from_wkt(wkt)
    except shapely.errors.GEOSException as wrong:
        raise InputInvalid(where=[{"field": "line", "code": "geometry.not_wkt"}]) from wrong
    if line.geom_type != "LineString":
        raise InputInvalid(where=[{"field": "line", "code": "geometry.not_a_line"}])
    return line


def paint(ctx: Ctx, plan: PlanId, buildings: Collection[BuildingId], to: GridId, *, seen: int | None = None) -> Done:
    """Give whole buildings to a grid; the boundary follows. Refused when a grid would be emptied or torn."""

    def decide() -> Done:
        on = planned(ctx, plan, seen)
        board = _board(on)
        redrawn = editing.paint(board, editing.atoms_of_buildings(board, buildings), to)
        given = {atom: move.to_grid for move in redrawn.moves for atom in move.atoms}
        moved = on.ground.households_in(tuple(given))
        events = grid_drawing.redraw(on.state, paint=given, tool="paint", households_moved=moved, reason=ctx.reason)
        return record(ctx, on, events, check=True)

    return persisting(ctx, decide, plan if seen is not None else None)


def split(
    ctx: Ctx,
    plan: PlanId,
    grid: GridId,
    name: str,
    *,
    line: str | None = None,
    buildings: Collection[BuildingId] = (),
    seen: int | None = None,
) -> Done:
    """Part of a grid becomes a new one: the buildings on one side of a drawn line, or those named."""
    new = GridId(ctx.new_id("grd"))

    def decide() -> Done:
        on = planned(ctx, plan, seen)
        board = _board(on)
        if line is not None:
            redrawn = editing.split_by_line(board, grid, _line(line), new)
        else:
            redrawn = editing.split(board, grid, editing.atoms_of_buildings(board, buildings), new)
        atoms = tuple(atom for move in redrawn.moves for atom in move.atoms)
        moved = on.ground.households_in(atoms)
        events = grid_drawing.split(
            on.state, grid=grid, new=new, name=name, atoms=atoms, line=line, households_moved=moved, reason=ctx.reason
        )
        return record(ctx, on, events, check=True, told={"grid": new})

    return persisting(ctx, decide, plan if seen is not None else None)


def merge(ctx: Ctx, plan: PlanId, into: GridId, gone: Collection[GridId], *, seen: int | None = None) -> Done:
    def decide() -> Done:
        on = planned(ctx, plan, seen)
        editing.merge(_board(on), gone, into)
        return record(ctx, on, grid_drawing.merge(on.state, into=into, gone=gone, reason=ctx.reason), check=True)

    return persisting(ctx, decide, plan if seen is not None else None)


def rename(ctx: Ctx, plan: PlanId, grid: GridId, name: str, *, seen: int | None = None) -> Done:
    def decide() -> Done:
        on = planned(ctx, plan, seen)
        return record(ctx, on, grid_drawing.rename(on.state, grid=grid, name=name))

    return persisting(ctx, decide, plan if seen is not None else None)


def set_kind(ctx: Ctx, plan: PlanId, grid: GridId, kind: GridKind, *, seen: int | None = None) -> Done:
    def decide() -> Done:
        on = planned(ctx, plan, seen)
        return record(ctx, on, grid_drawing.set_kind(on.state, grid=grid, kind=kind, reason=ctx.reason), check=True)

    return persisting(ctx, decide, plan if seen is not None else None)
