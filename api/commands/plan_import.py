"""A whole plan drawn elsewhere becomes a draft: its areas fitted to the atoms, its names and codes kept where they may be."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from api.commands.evidence import EVERYTHING, persisting
from api.commands.ground import Ground, ground_of
from api.commands.proposing import base_of, drafted_as, origins_of, place_of, record_draft
from api.context import Ctx, Done
from domain import community, grid_plan
from domain.errors import Invalid
from domain.ids import BuildingId, GridCode, GridId, PlanId, community_code, grid_code, sequence_of
from domain.values import DrawnGrid
from gis import fitting
from gis.exchange import PartitionReading
from gis.exchange.boundary import PartRow
from projections import grids

TOLERANCE = "plan.import_tolerance_m"


@dataclass(frozen=True)
class Label:
    """What a drawn area is called. kept: the grid in force that it continues. why: of a code or name that could not be kept."""

    row: int
    grid: GridId
    code: GridCode | None
    name: str
    kept: DrawnGrid | None = None
    why: str = ""


class NothingDrawn(Invalid):
    """The file holds no usable area. Facts: rows (refused, with reasons)."""

    code = "plan.import_nothing"


def bring(ctx: Ctx, code: str, reading: PartitionReading, name: str = "") -> Done:
    """A draft out of drawn areas. The answer tells every fault that was snapped and every code that could not be kept.

    Raises DrawnPlanUnfit with where, when a fault is wider than the profile's tolerance, and what the draft itself is refused for.
    """
    if not reading.taken:
        raise NothingDrawn(rows=[one.as_json() for one in reading.refused[:20]])
    plan = PlanId(ctx.new_id("pln"))
    given = [GridId(ctx.new_id("grd")) for _ in reading.taken]

    def decide() -> Done:
        ground = ground_of(ctx, code)
        base = base_of(ctx, ground)
        fit = fitting.fit(_drawing(ctx, ground, [row.shape for row in reading.taken]))
        labels = _labels(ground, base, reading.taken, given)
        drawn = _numbered(ground, base, labels, _atoms(fit.held))
        drafted = drafted_as(ground, plan, name or f"外来方案 {ctx.today.isoformat()}", "import", None, drawn)
        return record_draft(ctx, ground, drafted, base, told=_told(fit, labels, reading, drawn))

    return persisting(ctx, decide)


def _drawing(ctx: Ctx, ground: Ground, areas: Sequence[BaseGeometry]) -> fitting.Drawing:
    with ctx.office.reading() as connection:
        standing = grids.buildings(connection, ground.state.community, outline=True, limit=EVERYTHING)
        owner = grids.community(connection, ground.state.community) or {}
    on_land = ground.land.atom_of
    footprints = {BuildingId(each["building"]): _shape(each["geometry"]) for each in standing if each["building"] in on_land}
    tolerance = ground.profile.number(TOLERANCE)
    return fitting.Drawing(ground.land, ground.graph, areas, footprints, float(tolerance), bool(owner.get("territory_derived")))


def _shape(geometry: Mapping[str, Any]) -> BaseGeometry:
    return shapely.from_geojson(json.dumps(geometry))


def _atoms(held: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    atoms: dict[int, list[int]] = {}
    for atom, row in sorted(held.items()):
        atoms.setdefault(row, []).append(atom)
    return {row: tuple(found) for row, found in atoms.items()}


def _labels(ground: Ground, base: grid_plan.State | None, rows: Sequence[PartRow], given: Sequence[GridId]) -> list[Label]:
    """A code of the plan in force continues its grid; a code of this community that nobody had is issued; any other is replaced."""
    in_force = {} if base is None else {grid.code: grid for grid in base.grids.values()}
    issued = community.issued_through(ground.state)
    labels: list[Label] = []
    for number, (row, fresh) in enumerate(zip(rows, given, strict=True)):
        kept = in_force.get(GridCode(row.code))
        why = _why_not(row.code, ground, issued, [one.code for one in labels], is_in_force=kept is not None)
        if kept is not None and not why:
            labels.append(Label(number, kept.grid, kept.code, row.name or kept.name, kept))
        else:
            labels.append(Label(number, fresh, None if why or not row.code else GridCode(row.code), row.name, None, why))
    return labels


def _why_not(code: str, ground: Ground, issued: int, taken: Sequence[GridCode | None], *, is_in_force: bool) -> str:
    """Why a code of the file is not kept; nothing where it is, or where the file has none."""
    if not code:
        return ""
    if code in taken:
        return "repeated"
    if is_in_force:
        return ""
    digits_fit = len(code) == 15 and code.isascii() and code.isdecimal() and sequence_of(GridCode(code)) > 0
    if not digits_fit or not code.startswith(community_code(ground.state.community)):
        return "foreign"
    return "issued_before" if sequence_of(GridCode(code)) <= issued else ""


def _numbered(
    ground: Ground, base: grid_plan.State | None, labels: Sequence[Label], atoms: Mapping[int, tuple[int, ...]]
) -> tuple[DrawnGrid, ...]:
    """Areas without a code get the next ones, west to east and north to south."""
    from gis.partition import codes  # the numbering comes with the engine

    before = () if base is None else grid_plan.in_code_order(base)
    waiting = [label for label in labels if label.code is None]
    highest = max([community.issued_through(ground.state), *(sequence_of(label.code) for label in labels if label.code is not None)])
    places = np.array([place_of(ground, atoms[label.row]) for label in waiting]).reshape(-1, 2)
    numbers = dict(zip((label.row for label in waiting), map(int, codes.sequences(places[:, 0], places[:, 1], highest)), strict=True))
    drawn, names = [], set[str]()
    for label in labels:
        code = label.code or grid_code(ground.state.community, numbers[label.row])
        called = label.name if label.name and label.name not in names else f"第{sequence_of(code)}网格"
        names.add(called)
        drawn.append(_grid(label, code, called, atoms[label.row], before))
    return tuple(sorted(drawn, key=lambda grid: grid.code))


def _grid(label: Label, code: GridCode, name: str, atoms: tuple[int, ...], before: Sequence[DrawnGrid]) -> DrawnGrid:
    if label.kept is not None:
        return replace(label.kept, name=name, atoms=atoms, came_from=())
    return DrawnGrid(label.grid, code, name, atoms, came_from=origins_of(before, atoms))


def _told(fit: fitting.Fit, labels: Sequence[Label], reading: PartitionReading, drawn: Sequence[DrawnGrid]) -> dict[str, Any]:
    """rows: of the file, from 1, as the faults name them."""
    codes = {grid.grid: grid.code for grid in drawn}
    renamed = [{"row": label.row + 1, "given": reading.taken[label.row].code, "why": label.why} for label in labels if label.why]
    return {
        "areas": [{"row": label.row + 1, "grid": label.grid, "code": codes[label.grid]} for label in labels],
        "snapped": [fitting.told(fault) for fault in fit.snapped],
        "rounded": fit.rounded,
        "codes_replaced": renamed,
        "refused_rows": [one.as_json() for one in reading.refused],
        "remarks": [one.as_json() for one in (*reading.remarks, *reading.repaired)],
    }
