"""A plan for people: its grids with deviation, compactness and failed checks; and its grids as a file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import pi
from pathlib import Path
from typing import Any

import shapely
from psycopg import Connection

from api.context import Office
from api.texts import text
from domain.grid_plan import PlanUnknown
from domain.ids import twenty_digits
from domain.plan_checks import IN_BAND, WEIGHTED_LOAD
from domain.policy import PolicyProfile
from gis.exchange import export_grids
from projections import grids
from projections.statements import Row

NAMED = 6
"""Buildings named in one sentence; the rest are counted."""


def plan_report(plan: Row, reasons: list[dict[str, Any]], called: Mapping[str, str] | None = None) -> dict[str, Any]:
    """plan: as `grids.plan` gives it. reasons: of a proposal, by grid. called: what people call the buildings that these name.

    deviation: households away from the nearest end of the band, 0 inside it, None where no band applies. weighted_load: households by the
    difficulty of their buildings, None where the regulation does not weigh.
    """
    code_of = {grid["grid"]: grid["code"] for grid in plan["grids"]}
    checks = [check | {"code_of_grid": code_of.get(check["grid"])} for check in plan["checks"] or []]
    why = {each["grid"]: (each["reason"], in_words(each, called or {})) for each in reasons}
    listed = [_grid(grid, [check for check in checks if check["grid"] == grid["grid"]], why) for grid in plan["grids"]]
    told = {name: plan.get(name) for name in ("plan", "community", "name", "status", "base", "document")}
    return told | {"grids": listed, "checks": checks, "reasons": reasons}


def in_words(reason: dict[str, Any], called: Mapping[str, str]) -> str:
    """Why a grid is outside the band, with the buildings and the neighbouring grids of which that is said."""
    named = [called.get(each, each) for each in reason["buildings"]]
    beside = "、".join(reason["facts"].get("neighbours", ()))
    told = text(reason["reason"], neighbours=beside)
    more = f" 等 {len(named)} 栋" if len(named) > NAMED else ""
    return f"{told}（楼栋 {'、'.join(named[:NAMED])}{more}）" if named else told


def _grid(grid: Row, checks: list[dict[str, Any]], why: dict[str, tuple[str, str]]) -> dict[str, Any]:
    band = next((check for check in checks if check["code"] == IN_BAND), None)
    weighed = next((check for check in checks if check["code"] == WEIGHTED_LOAD), None)
    failed = [check["code"] for check in checks if not check["passed"]]
    reason, told = why.get(grid["grid"], (", ".join(failed), "；".join(map(text, failed))))
    area, perimeter = grid["area_m2"], grid["perimeter_m"]
    return {
        "grid": grid["grid"],
        "code": grid["code"],
        "name": grid["name"],
        "kind": grid["kind"],
        "households": grid["households"],
        "people": grid["people"],
        "weighted_load": weighed and weighed["value"],
        "buildings": grid["buildings"],
        "area_m2": area,
        "perimeter_m": perimeter,
        "compactness": round(4 * pi * area / perimeter**2, 3) if perimeter else None,
        "limit": band and band["limit"],
        "deviation": band and _deviation(grid["households"], band["limit"], band["passed"]),
        "complies": not failed,
        "failed": failed,
        "why": reason,
        "why_zh": told,
        "atoms": len(grid["atoms"]),
        "came_from": grid["came_from"],
        "locked": grid["locked"],
        "apart": grid["apart"],
    }


def _deviation(households: int, limit: str, passed: bool) -> int | None:
    """From a band written as low–high; None for a mixture of bands that no single number describes."""
    low, dash, high = limit.partition("–")
    if passed or not (dash and low.isdecimal() and high.isdecimal()):
        return 0 if passed else None
    return min(0, households - int(low)) or max(0, households - int(high))


def export_plan(office: Office, plan: str, path: Path, *, code20: bool = False, **options: Any) -> int:
    """Writes the plan's grids; returns how many. code20: with the code of 20 digits; options: as export_grids takes them.
    Raises PlanUnknown and the export's refusals."""
    with office.reading() as connection:
        found = grids.plan(connection, plan)
        if found is None:
            raise PlanUnknown()
        features = grids.grid_features(connection, found["community"], plan=plan)
        features = coded(connection, features, found["community"]) if code20 else features
    write_grids(features, path, **options)
    return len(features)


def coded(connection: Connection[Any], features: Sequence[Row], community: str) -> list[Row]:
    """The features with their codes of 20 digits (CJ/T 349-2010), "" where two digits cannot hold the sequence."""
    owner = grids.community(connection, community) or {}
    object_class = str(PolicyProfile.load(owner["profile"]).rule("grid.object_class").value)
    rendered = (twenty_digits(feature["properties"]["code"], object_class) or "" for feature in features)
    return [feature | {"properties": feature["properties"] | {"code20": code}} for feature, code in zip(features, rendered, strict=True)]


def write_grids(features: Sequence[Row], path: Path, **options: Any) -> Path:
    """features: GeoJSON of a plan's grids. The suffix of the path decides: .geojson, .gpkg, .shp."""
    shapes = [(feature["properties"], shapely.from_geojson(json.dumps(feature["geometry"]))) for feature in features]
    return export_grids(shapes, path, **options)
