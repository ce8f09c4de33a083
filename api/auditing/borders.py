"""How a grid's border changed between two days or two plans: land gained and lost, buildings that came and went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from api.auditing.both_times import where_of
from api.auditing.known import Known, Reading
from api.auditing.sheets import Told
from api.auditing.subjects import Subject, require_shown
from api.auditing.truths import of_grid
from api.commands.evidence import hold, land_of
from api.context import Ctx
from api.moments import moment
from api.scope import inside
from domain import grid_plan
from domain.grid_plan import GridUnknown
from domain.ids import GridId, TessellationId
from gis.border_change import Change, Drawing, change
from projections import grids

COLUMNS = ("audit.building", "audit.address", "audit.passed")


@dataclass(frozen=True)
class Version:
    """A grid under one plan."""

    plan: str
    drawing: Drawing

    @property
    def buildings(self) -> set[str]:
        return {each for atom in self.drawing.land.atoms if atom.id in self.drawing.atoms for each in atom.buildings}


def difference(ctx: Ctx, subject: Subject, before: str, after: str) -> Told:
    """before, after: a day or instant (the plan in force then), or a plan's id. Raises GridUnknown where the grid was in neither.

    features: GeoJSON of `before`, `after`, `gained` and `lost`, (lon, lat) SRID 4490; lines: the buildings that passed.
    """
    require_shown(ctx, subject)
    versions = [_version(ctx, subject, one) for one in (before, after)]
    standing = next((one for one in versions if one is not None), None)
    if standing is None:
        raise GridUnknown(grid=subject.id)
    old, new = (one.drawing if one else Drawing(standing.drawing.land, ()) for one in versions)
    found = change(old, new)
    came, went = ((b.buildings if b else set()) - (a.buildings if a else set()) for a, b in (versions, versions[::-1]))
    lines = _buildings(ctx, came, went)
    measured = {name: getattr(found, name) for name in ("before_m2", "after_m2", "gained_m2", "lost_m2")}
    plans = {"plans": [one and one.plan for one in versions], "gained_buildings": len(came), "lost_buildings": len(went)}
    cells = [{column: one[column.removeprefix("audit.")] for column in COLUMNS} for one in lines]
    return Told("borders", lines, COLUMNS, cells, None, {"subject": subject.id} | plans | measured | {"features": _features(found)})


def as_geojson(told: Told) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": told.more["features"]}


def _version(ctx: Ctx, subject: Subject, given: str) -> Version | None:
    if given.startswith("pln-"):
        plan = grid_plan.known(hold(ctx, given, grid_plan.fold).state)
        drawn = plan.grids.get(GridId(subject.id))
        return drawn and Version(plan.plan, Drawing(land_of(ctx.journal, plan.tessellation), frozenset(drawn.atoms)))
    told = of_grid(Known(Reading(ctx), ctx.now), where_of(ctx, subject), moment(given))
    if told is None:
        return None
    return Version(told["plan"], Drawing(land_of(ctx.journal, TessellationId(told["tessellation"])), frozenset(told["atoms"])))


def _buildings(ctx: Ctx, came: set[str], went: set[str]) -> list[dict[str, Any]]:
    with inside(ctx) as connection:
        rows = {row["building"]: row for row in grids.buildings_named(connection, came | went)}
    address = {each: row["address"] or row["name"] for each, row in rows.items()}
    passed = dict.fromkeys(came, "in") | dict.fromkeys(went, "out")
    return [{"building": each, "address": address.get(each), "passed": passed[each]} for each in sorted(passed)]


def _features(found: Change) -> list[dict[str, Any]]:
    shapes = {name: getattr(found, name) for name in ("before", "after", "gained", "lost")}
    return [_feature(name, shape, getattr(found, f"{name}_m2")) for name, shape in shapes.items() if not shape.is_empty]


def _feature(name: str, shape: BaseGeometry, area_m2: float) -> dict[str, Any]:
    return {"type": "Feature", "id": name, "geometry": mapping(shape), "properties": {"part": name, "area_m2": area_m2}}
