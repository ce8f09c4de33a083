"""Grids out into the files other offices open: GeoJSON, GeoPackage, and Shapefile in GB18030."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import shapely
from pyogrio.raw import write
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from domain.errors import Invalid
from gis.crs import SRID

Grid = tuple[Mapping[str, Any], BaseGeometry]
"""Properties (at least those of FIELDS) and an area in lon/lat."""

FIELDS = ("code", "name", "households", "people", "area_m2")
LAYER = "grids"


class ExportFormatUnknown(Invalid):
    """Facts: suffix, known."""

    code = "exchange.export_format_unknown"


class ExportFolderUnusable(Invalid):
    """The folder cannot be made or written to."""

    code = "exchange.export_folder_unusable"


def export_grids(grids: Sequence[Grid], path: Path | str) -> Path:
    """The suffix decides: .geojson or .json, .gpkg, .shp. Appears whole or not at all. Raises ExportFormatUnknown,
    ExportFolderUnusable."""
    path = Path(path)
    writer = {".geojson": _geojson, ".json": _geojson, ".gpkg": _geopackage, ".shp": _shapefile}.get(path.suffix.lower())
    if writer is None:
        raise ExportFormatUnknown(suffix=path.suffix, known=".geojson, .gpkg, .shp")
    folder = _beside(path)
    try:
        writer(grids, folder / path.name)
        for part in sorted(folder.iterdir()):
            os.replace(part, path.parent / part.name)
    finally:
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()
    return path


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


def _geojson(grids: Sequence[Grid], path: Path) -> None:
    text = json.dumps(feature_collection(grids), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _geopackage(grids: Sequence[Grid], path: Path) -> None:
    _write(grids, path, driver="GPKG", layer=LAYER)


def _shapefile(grids: Sequence[Grid], path: Path) -> None:
    """GB18030 and its .cpg: field names of more than ten UTF-8 bytes would be cut inside a character; these five are ASCII."""
    _write(grids, path, driver="ESRI Shapefile", encoding="GB18030")


def _write(grids: Sequence[Grid], path: Path, **options: Any) -> None:
    shapes = [shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape]) for _, shape in grids]
    columns = [_column(name, [properties.get(name) for properties, _ in grids]) for name in FIELDS]
    write(path, shapely.to_wkb(shapes), columns, list(FIELDS), geometry_type="MultiPolygon", crs=f"EPSG:{SRID}", **options)


def _column(name: str, values: list[Any]) -> np.ndarray:
    if name in ("code", "name"):
        return np.array([str(value or "") for value in values], dtype=object)
    return np.array([value or 0 for value in values], dtype=np.float64 if name == "area_m2" else np.int64)


def _wound(shape: BaseGeometry) -> BaseGeometry:
    if isinstance(shape, MultiPolygon):
        return MultiPolygon([orient(part) for part in shape.geoms])
    return orient(shape)
