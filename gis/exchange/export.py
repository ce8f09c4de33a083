"""Grids out into the files other offices open: GeoJSON, GeoPackage, and Shapefile in GB18030 or UTF-8; in degrees of CGCS2000, on a
Gauss–Krüger plane, or shifted as Chinese web maps are."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import shapely
from pyogrio.raw import write
from pyproj import CRS
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from domain.errors import Invalid
from gis.crs import SRID, zone_crs
from gis.datum import to_bd09, to_gcj02
from gis.exchange.errors import CrsUnknown, DatumUnknown
from gis.exchange.placing import move, onto

Grid = tuple[Mapping[str, Any], BaseGeometry]
"""Properties (at least those of FIELDS) and an area in lon/lat."""

FIELDS = ("code", "name", "households", "people", "area_m2")
CODE20 = "code20"
"""The code of 20 digits: written where the first grid has one."""
LAYER = "grids"


class ExportFormatUnknown(Invalid):
    """Facts: suffix, known."""

    code = "exchange.export_format_unknown"


class ExportFolderUnusable(Invalid):
    """The folder cannot be made or written to."""

    code = "exchange.export_folder_unusable"


class DatumNeedsDegrees(Invalid):
    """Shifted coordinates are longitudes and latitudes: no plane is defined on them. Facts: datum."""

    code = "exchange.datum_needs_degrees"


SHIFTS = {"gcj02": to_gcj02, "bd09": to_bd09}
LOCAL = "local"
"""Asks for the Gauss–Krüger zone that the grids lie in."""


def export_grids(
    grids: Sequence[Grid], path: Path | str, *, crs: str | None = None, datum: str = "wgs84", encoding: str = "GB18030"
) -> Path:
    """The suffix decides: .geojson or .json, .gpkg, .shp. Appears whole or not at all.

    crs: as pyproj names it, or LOCAL; by default degrees, EPSG:4490. datum: wgs84, gcj02 or bd09; a shifted file names no reference system,
    since none is registered for it. encoding: of a Shapefile's texts. Raises ExportFormatUnknown, ExportFolderUnusable, CrsUnknown,
    DatumUnknown, DatumNeedsDegrees.
    """
    path = Path(path)
    grids, written = placed(grids, crs, datum)
    writer = {".geojson": _geojson, ".json": _geojson, ".gpkg": _geopackage, ".shp": _shapefile}.get(path.suffix.lower())
    if writer is None:
        raise ExportFormatUnknown(suffix=path.suffix, known=".geojson, .gpkg, .shp")
    folder = _beside(path)
    try:
        writer(grids, folder / path.name, written, encoding)
        for part in sorted(folder.iterdir()):
            os.replace(part, path.parent / part.name)
    finally:
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()
    return path


def placed(grids: Sequence[Grid], crs: str | None, datum: str) -> tuple[Sequence[Grid], str | None]:
    """The grids where the file shall have them, and the name of its reference system (None: shifted)."""
    shapes = np.array([shape for _, shape in grids], dtype=object)
    if datum != "wgs84":
        if datum not in SHIFTS:
            raise DatumUnknown(datum=datum[:40], known=", ".join(["wgs84", *SHIFTS]))
        if crs is not None:
            raise DatumNeedsDegrees(datum=datum)
        shapes, crs = move(shapes, lambda x, y: SHIFTS[datum](np.column_stack([x, y])).T), None
    else:
        longitude = float(np.median(shapely.get_coordinates(shapes)[:, 0])) if len(shapes) else 0.0
        crs = zone_crs(longitude) if crs == LOCAL else crs or f"EPSG:{SRID}"
        shapes = shapes if crs == f"EPSG:{SRID}" else onto(shapes, crs)
    return [(properties, shape) for (properties, _), shape in zip(grids, shapes, strict=True)], crs


def _beside(path: Path) -> Path:
    """A folder to write in, on the same file system. Raises ExportFolderUnusable."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return Path(mkdtemp(dir=path.parent, prefix=".export-"))
    except OSError as wrong:
        raise ExportFolderUnusable() from wrong


def feature_collection(grids: Sequence[Grid]) -> dict[str, Any]:
    """RFC 7946: lon/lat, outer rings counter-clockwise, no crs member. Every property of the grid is kept."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": dict(properties), "geometry": shapely.geometry.mapping(_wound(shape))}
            for properties, shape in grids
        ],
    }


def _geojson(grids: Sequence[Grid], path: Path, crs: str | None, _: str) -> None:
    """A plane is named as GeoJSON did before RFC 7946, and as GDAL reads it still; degrees need no name."""
    told = feature_collection(grids)
    if crs is not None and not (plane := CRS.from_user_input(crs)).is_geographic:
        code = plane.to_epsg()
        if code is None:
            raise CrsUnknown(crs=crs[:80])
        told["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _geopackage(grids: Sequence[Grid], path: Path, crs: str | None, _: str) -> None:
    _write(grids, path, crs=crs, driver="GPKG", layer=LAYER)


def _shapefile(grids: Sequence[Grid], path: Path, crs: str | None, encoding: str) -> None:
    """With its .cpg: field names of more than ten UTF-8 bytes would be cut inside a character; these five are ASCII."""
    _write(grids, path, crs=crs, driver="ESRI Shapefile", encoding=encoding)


def _write(grids: Sequence[Grid], path: Path, **options: Any) -> None:
    shapes = [shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape]) for _, shape in grids]
    fields = [*FIELDS, *([CODE20] if grids and CODE20 in grids[0][0] else [])]
    columns = [_column(name, [properties.get(name) for properties, _ in grids]) for name in fields]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")  # shifted coordinates have none
        write(path, shapely.to_wkb(shapes), columns, fields, geometry_type="MultiPolygon", **options)


def _column(name: str, values: list[Any]) -> np.ndarray:
    if name in ("code", "name", CODE20):
        return np.array([str(value or "") for value in values], dtype=object)
    return np.array([value or 0 for value in values], dtype=np.float64 if name == "area_m2" else np.int64)


def _wound(shape: BaseGeometry) -> BaseGeometry:
    if isinstance(shape, MultiPolygon):
        return MultiPolygon([orient(part) for part in shape.geoms])
    return orient(shape)
