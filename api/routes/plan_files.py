"""Plans as files: one drawn elsewhere comes in as a draft, and every plan goes out as other offices open it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Literal
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile

from api import models, paths
from api.calls import Command, allow, command, office_of
from api.commands import plan_import
from api.context import Actor
from api.plan_report import coded, write_grids
from api.routes.communities import IMPORT_LIMIT, kept
from api.routes.plans import features_of
from api.scope import READERS
from gis.exchange import read_partition
from projections import grids

router = APIRouter(prefix="/api", tags=["方案 · plans"])
Crs = Query(None, max_length=40, description="坐标系，如 EPSG:4549；local：当地三度带 / reference system; local: the zone the grids lie in")
Datum = Query("wgs84", description="偏移坐标 gcj02、bd09 / shifted as Chinese web maps are")
KINDS = {"geojson": "application/geo+json", "gpkg": "application/geopackage+sqlite3", "shp": "application/zip"}


@router.post("/communities/{code}/plans-import", status_code=201, max_body_size=IMPORT_LIMIT)
def bring(
    code: str,
    file: UploadFile = File(),
    name: models.Line | None = Form(None, max_length=80),
    crs: models.Line | None = Form(None, max_length=40),
    datum: Literal["wgs84", "gcj02", "bd09"] = Form("wgs84"),
    encoding: models.Line | None = Form(None, max_length=40),
    layer: models.Line | None = Form(None, max_length=80),
    call: Command = Depends(command("planner")),
) -> dict[str, Any]:
    """GeoJSON, GeoPackage or zipped Shapefile as a draft. Small faults are snapped and told, large ones refused, with where."""
    with kept(file) as path:
        assert path is not None
        reading = read_partition(path, crs=crs, datum=datum, encoding=encoding, layer=layer)
    return call.run(lambda ctx: plan_import.bring(ctx, code, reading, name or ""))


@router.get("/plans/{plan}/file", response_class=Response)
def export(
    plan: paths.PlanPath,
    request: Request,
    form: Literal["geojson", "gpkg", "shp"] = Query("geojson", alias="format"),
    crs: str | None = Crs,
    datum: Literal["wgs84", "gcj02", "bd09"] = Datum,
    code20: bool = Query(False, description="另附 20 位编码（CJ/T 349-2010） / with the code of 20 digits too"),
    encoding: Literal["GB18030", "UTF-8"] = Query("GB18030", description="Shapefile 的文字编码 / of a Shapefile's texts"),
    actor: Actor = Depends(allow(*READERS)),
) -> Response:
    """The plan's grids with code, name, households, people and area; a Shapefile comes zipped."""
    features = features_of(request, actor, plan)
    if code20:
        with office_of(request).reading() as connection:
            found = grids.plan(connection, plan)
            assert found is not None
            features = coded(connection, features, found["community"])
    with tempfile.TemporaryDirectory(prefix="minqing-") as folder:
        path = write_grids(features, Path(folder) / f"{plan}.{form}", crs=crs, datum=datum, encoding=encoding)
        content = zipped(path) if form == "shp" else path.read_bytes()
    suffix = "zip" if form == "shp" else form
    headers = {"Content-Disposition": f'attachment; filename="{plan}.{suffix}"', "Cache-Control": "private, no-cache"}
    return Response(content, media_type=KINDS[form], headers=headers)


def zipped(shapefile: Path) -> bytes:
    """A Shapefile with the parts that stand beside it."""
    target = shapefile.with_suffix(".zip")
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for part in sorted(shapefile.parent.glob(f"{shapefile.stem}.*")):
            if part != target:
                archive.write(part, part.name)
    return target.read_bytes()
