"""Lines drawn exactly on a draft: where no building stands in the way the land itself is cut, and the plan goes on on the finer floor.

The plan in force and other drafts keep the floor they stand on; the community takes the finer one when this plan takes force.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from api.commands.drawing import board_of, drawn
from api.commands.evidence import EVERYTHING, persisting
from api.commands.ground import Planned, planned, record
from api.context import Ctx, Done
from domain import grid_division, grid_drawing, tessellation
from domain.grid_plan import assignment, require_open
from domain.ids import BuildingId, GridId, PlanId, TessellationId
from domain.journal import Write
from domain.plan_edits import refined
from gis import editing, lines, topology
from gis.cutting import Cut, cut
from gis.editing import Board
from gis.footprints import lattice_footprints
from projections import grids


@dataclass(frozen=True)
class Line:
    """parent: the grid that is split, or the first of the two whose border moves. grids: whose atoms the line may cut. area, path: what
    changes sides, and the line that cuts; on the lattice. wkt: as drawn."""

    parent: GridId
    grids: tuple[GridId, ...]
    area: BaseGeometry
    path: BaseGeometry
    tool: str
    wkt: str


def split(ctx: Ctx, plan: PlanId, grid: GridId, name: str, line: str, *, seen: int | None = None) -> Done:
    """A grid split along the line itself; the side with less land becomes the new grid."""
    new = GridId(ctx.new_id("grd"))
    shape = drawn(line, "LineString", "line")

    def traced(board: Board) -> Line:
        return Line(grid, (grid,), *lines.left_of(board, board.atoms_in(grid), shape), "line", line)

    def given(board: Board, traced: Line) -> dict[int, GridId]:
        inside, outside = lines.parted(board, board.atoms_in(grid), traced.area)
        if not inside or not outside:
            raise editing.PartEmpty(grid=grid)
        area = board.graph.area_m2
        smaller = min((inside, outside), key=lambda side: float(area[[board.graph.node_of[atom] for atom in side]].sum()))
        return dict.fromkeys(smaller, new)

    return _drawn(ctx, plan, seen, traced, given, (new, name))


def move_border(ctx: Ctx, plan: PlanId, one: GridId, other: GridId, line: str, *, seen: int | None = None) -> Done:
    """A stretch of the border between two grids laid along the line itself."""
    shape = drawn(line, "LineString", "line")

    def traced(board: Board) -> Line:
        area, path = lines.swept(lines.shared_border(board, one, other), lines.lattice_line(board, shape))
        return Line(one, (one, other), area, path, "border", line)

    return _drawn(ctx, plan, seen, traced, lambda board, traced: lines.exchanged(board, one, other, traced.area), None)


def _drawn(
    ctx: Ctx,
    plan: PlanId,
    seen: int | None,
    trace: Callable[[Board], Line],
    give: Callable[[Board, Line], dict[int, GridId]],
    new: tuple[GridId, str] | None,
) -> Done:
    finer = TessellationId(ctx.new_id("tes"))

    def decide() -> Done:
        on = planned(ctx, plan, seen)
        board = board_of(on)
        traced = trace(board)
        require_open(on.state, traced.grids)
        atoms = [atom for grid in traced.grids for atom in board.atoms_in(grid)]
        parted = cut(on.ground.land, atoms, traced.path, _footprints(ctx, on, atoms), board.graph)
        kept = [building for atom in parted.whole for building in on.ground.buildings_of[atom]]
        told = {"whole": kept} | ({"grid": new[0]} if new else {})
        if not parted.pieces:
            return _between_atoms(ctx, on, board, traced, give(board, traced), new, told)
        return _on_finer_floor(ctx, on, finer, parted, traced, give, new, told)

    return persisting(ctx, decide, plan if seen is not None else None)


def _footprints(ctx: Ctx, on: Planned, atoms: Collection[int]) -> dict[BuildingId, BaseGeometry]:
    wanted = {building for atom in atoms for building in on.ground.buildings_of[atom]}
    with ctx.office.reading() as connection:
        rows = grids.buildings(connection, on.state.community, outline=True, limit=EVERYTHING)
    named = [row for row in rows if row["building"] in wanted]
    shapes = np.array([shapely.from_geojson(json.dumps(row["geometry"])) for row in named], dtype=object)
    return dict(zip([row["building"] for row in named], lattice_footprints(shapes, on.ground.land.plane), strict=True)) if named else {}


def _between_atoms(
    ctx: Ctx, on: Planned, board: Board, traced: Line, paint: dict[int, GridId], new: tuple[GridId, str] | None, told: dict[str, object]
) -> Done:
    """The line runs between atoms, or buildings stand in its way everywhere: whole buildings change sides and no land is cut."""
    editing.given(board, paint)
    moved = on.ground.households_in(tuple(paint))
    given = {"line": traced.wkt, "households_moved": moved, "reason": ctx.reason}
    if new is None:
        return record(ctx, on, grid_drawing.redraw(on.state, paint=paint, tool=traced.tool, **given), check=True, told=told)
    events = grid_drawing.split(on.state, grid=traced.parent, new=new[0], name=new[1], atoms=tuple(paint), **given)
    return record(ctx, on, events, check=True, told=told)


def _on_finer_floor(
    ctx: Ctx,
    on: Planned,
    finer: TessellationId,
    parted: Cut,
    traced: Line,
    give: Callable[[Board, Line], dict[int, GridId]],
    new: tuple[GridId, str] | None,
    told: dict[str, object],
) -> Done:
    ground = replace(on.ground, land=parted.tess, graph=topology.adjacency(parted.tess))
    held = assignment(refined(on.state.grids.values(), parted.pieces))
    board = editing.board(ground.land, held, graph=ground.graph, apart=on.state.apart.keys())
    paint = give(board, traced)
    editing.given(board, paint)
    events = grid_division.cut(
        on.state,
        tessellation=finer,
        pieces=parted.pieces,
        paint=paint,
        new=new,
        parent=traced.parent,
        tool=traced.tool,
        line=traced.wkt,
        households_moved=ground.households_in(tuple(paint)),
        reason=ctx.reason,
    )
    land = parted.tess
    made = tessellation.Made(
        tessellation=finer,
        community=on.state.community,
        crs=land.crs,
        origin=land.origin,
        ring=land.ring,
        atoms=land.atoms,
        made_with=land.made_with,
        sha256=land.sha256,
    )
    floor = Write(finer, 0, tessellation.refine(made, of=on.state.tessellation, pieces=parted.pieces))
    return record(ctx, Planned(on.held, ground), events, check=True, also=[floor], told=told)
