"""Drawing on a draft: paint, swap, move a border, split, divide, merge, rename, kind. Each is one event with its result, followed by the
check of the new drawing; the answer carries the balance of every grid and what fails.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from api.commands.evidence import persisting
from api.commands.ground import Planned, borders_of, planned, record
from api.context import Ctx, Done
from api.problems import InputInvalid
from domain import grid_division, grid_drawing, plan_checks
from domain.grid_plan import assignment
from domain.ids import BuildingId, GridId, PlanId
from domain.plan_marks import WITH_REASON
from domain.schema import Events
from domain.values import GridKind
from gis import editing, lines
from gis.editing import Board, Redraw
from gis.topology import Place


@dataclass(frozen=True)
class Selection:
    """What a planner takes up: buildings by name, inside an outline (WKT polygon), or inside a box (west, south, east, north); degrees."""

    buildings: tuple[BuildingId, ...] = ()
    outline: str | None = None
    box: tuple[float, float, float, float] | None = None


def board_of(on: Planned) -> Board:
    """A line or an outline takes a building by where it stands, not by where its land lies."""
    anywhere = on.ground.profile.rule(plan_checks.PIECES).value == WITH_REASON
    held = assignment(on.state.grids.values())
    apart = on.state.apart.keys()
    return editing.board(on.ground.land, held, on.ground.places, on.ground.graph, apart=apart, anywhere=anywhere)


def proved(ctx: Ctx, on: Planned, board: Board, redrawn: Redraw) -> Redraw:
    """The edit, once the borders of the grids it touched cancel on the lattice. Raises EditNotExact."""
    return borders_of(ctx.journal, on.state.tessellation).proved(board, redrawn)


def drawn(wkt: str, kind: str, field: str) -> BaseGeometry:
    """A drawn shape as WKT (lon, lat), SRID 4490. Raises InputInvalid."""
    try:
        shape = shapely.from_wkt(wkt)
    except shapely.errors.GEOSException as wrong:
        raise InputInvalid(where=[{"field": field, "code": "geometry.not_wkt"}]) from wrong
    if shape.geom_type != kind:
        raise InputInvalid(where=[{"field": field, "code": f"geometry.not_a_{kind.removesuffix('String').lower()}"}])
    return shape


def _line(wkt: str) -> BaseGeometry:
    return drawn(wkt, "LineString", "line")


def _selected(board: Board, selection: Selection) -> tuple[int, ...]:
    atoms = set(editing.atoms_of_buildings(board, selection.buildings))
    if selection.outline is not None:
        atoms |= set(editing.atoms_in_outline(board, drawn(selection.outline, "Polygon", "outline")))
    if selection.box is not None:
        atoms |= set(editing.atoms_in_box(board, *selection.box))
    return tuple(sorted(atoms))


def paint(ctx: Ctx, plan: PlanId, selection: Selection, to: GridId, *, seen: int | None = None) -> Done:
    """Give whole buildings to a grid; the boundary follows. Refused when a grid would be emptied or torn."""
    return _redrawn(ctx, plan, seen, "paint", lambda board: editing.paint(board, _selected(board, selection), to))


def swap(ctx: Ctx, plan: PlanId, buildings: Collection[BuildingId], others: Collection[BuildingId], *, seen: int | None = None) -> Done:
    """Two grids exchange buildings at once."""

    def exchanged(board: Board) -> Redraw:
        return editing.swap(board, *(editing.atoms_of_buildings(board, side) for side in (buildings, others)))

    return _redrawn(ctx, plan, seen, "swap", exchanged)


def move_border(ctx: Ctx, plan: PlanId, one: GridId, other: GridId, line: str, *, seen: int | None = None) -> Done:
    """Move a stretch of the border between two grids to a drawn line: whole buildings change hands, both ways."""
    shape = _line(line)
    return _redrawn(ctx, plan, seen, "border", lambda board: lines.move_border(board, one, other, shape), line)


def move_vertex(
    ctx: Ctx, plan: PlanId, grids: tuple[GridId, GridId], at: Place, to: Place, *, reach_m: float | None = None, seen: int | None = None
) -> Done:
    """Pull the border between two grids from a point of it to another point; (lon, lat)."""
    path = shapely.to_wkt(shapely.LineString([at, to]), rounding_precision=-1)
    return _redrawn(ctx, plan, seen, "vertex", lambda board: lines.move_vertex(board, *grids, at, to, reach_m), path)


def _redrawn(ctx: Ctx, plan: PlanId, seen: int | None, tool: str, draw: Callable[[Board], Redraw], line: str | None = None) -> Done:
    def events(on: Planned) -> Events:
        board = board_of(on)
        redrawn = proved(ctx, on, board, draw(board))
        given = {atom: move.to_grid for move in redrawn.moves for atom in move.atoms}
        moved = on.ground.households_in(tuple(given))
        return grid_drawing.redraw(on.state, paint=given, tool=tool, line=line, households_moved=moved, reason=ctx.reason)

    return edited(ctx, plan, seen, events)


def edited(ctx: Ctx, plan: PlanId, seen: int | None, events: Callable[[Planned], Events]) -> Done:
    """One edit of a draft, and its check."""

    def decide() -> Done:
        on = planned(ctx, plan, seen)
        return record(ctx, on, events(on), check=True)

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
        board = board_of(on)
        if line is not None:
            redrawn = lines.split_by_line(board, grid, _line(line), new)
        else:
            redrawn = editing.split(board, grid, editing.atoms_of_buildings(board, buildings), new)
        atoms = tuple(atom for move in proved(ctx, on, board, redrawn).moves for atom in move.atoms)
        moved = on.ground.households_in(atoms)
        events = grid_drawing.split(
            on.state, grid=grid, new=new, name=name, atoms=atoms, line=line, households_moved=moved, reason=ctx.reason
        )
        return record(ctx, on, events, check=True, told={"grid": new})

    return persisting(ctx, decide, plan if seen is not None else None)


def divide(ctx: Ctx, plan: PlanId, grid: GridId, parts: int, *, seen: int | None = None) -> Done:
    """A grid in so many parts of about equal households; the fullest keeps its code, the others are named after theirs."""
    new = [GridId(ctx.new_id("grd")) for _ in range(parts - 1)]

    def decide() -> Done:
        from gis.dividing import even_parts  # the engine brings a compiler along: seconds that no other command should wait for

        on = planned(ctx, plan, seen)
        board = board_of(on)
        households = {atom: on.ground.households_in((atom,)) for atom in board.atoms_in(grid)}
        _, *leaving = even_parts(board, grid, parts, households)
        proved(ctx, on, board, editing.divide(board, grid, dict(zip(new, leaving, strict=True))))
        named = [f"第{on.state.highest + 1 + n}网格" for n in range(len(new))]
        moved = on.ground.households_in(tuple(atom for part in leaving for atom in part))
        whole = list(zip(new, named, leaving, strict=True))
        events = grid_division.divide(on.state, grid=grid, parts=whole, households_moved=moved, reason=ctx.reason)
        return record(ctx, on, events, check=True, told={"new": new})

    return persisting(ctx, decide, plan if seen is not None else None)


def merge(ctx: Ctx, plan: PlanId, into: GridId, gone: Collection[GridId], *, seen: int | None = None) -> Done:
    def events(on: Planned) -> Events:
        board = board_of(on)
        proved(ctx, on, board, editing.merge(board, gone, into))
        return grid_drawing.merge(on.state, into=into, gone=gone, reason=ctx.reason)

    return edited(ctx, plan, seen, events)


def rename(ctx: Ctx, plan: PlanId, grid: GridId, name: str, *, seen: int | None = None) -> Done:
    def decide() -> Done:
        on = planned(ctx, plan, seen)
        return record(ctx, on, grid_drawing.rename(on.state, grid=grid, name=name))

    return persisting(ctx, decide, plan if seen is not None else None)


def set_kind(ctx: Ctx, plan: PlanId, grid: GridId, kind: GridKind, *, seen: int | None = None) -> Done:
    return edited(ctx, plan, seen, lambda on: grid_drawing.set_kind(on.state, grid=grid, kind=kind, reason=ctx.reason))
