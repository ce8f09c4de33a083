"""From whatever reference system the file has to longitude/latitude degrees (SRID 4490, axis order lon, lat)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from gis.datum import from_bd09, from_gcj02
from gis.exchange.errors import CoordinatesNotDegrees, CrsMissing, CrsUnknown, DatumUnknown
from gis.exchange.report import Remark, remark

Geometries = NDArray[Any]
Mask = NDArray[np.bool_]

TARGET = "EPSG:4490"
COMMUNITY_EXTENT_DEG = 3.0
"""Without a stated system, numbers count as degrees only if they span less than this: a local grid of 0…90 m is no map of the world."""
ROUGH_M = 10.0
_BEYOND = 1e12
"""Metres or degrees: further than any reference system goes; 1e308 minus -1e308 is no number."""
DATUMS = {"gcj02": from_gcj02, "bd09": from_bd09}
"""Shifted coordinates of Chinese web maps."""


@dataclass(frozen=True, slots=True)
class Placed:
    geometries: Geometries
    crs: str
    remarks: tuple[Remark, ...]


def place(geometries: Geometries, stated: str | None, *, override: str | None = None, datum: str = "wgs84") -> Placed:
    """Two-dimensional lon/lat geometries. Rows whose own coordinates are wrong are left for the row checks.

    stated: what the file says of itself; override: what the caller says, which wins.
    Raises CrsMissing, CrsUnknown, CoordinatesNotDegrees, DatumUnknown.
    """
    if datum != "wgs84" and datum not in DATUMS:
        raise DatumUnknown(datum=datum[:40], known=", ".join(["wgs84", *DATUMS]))
    flat = shapely.force_2d(geometries)
    extent = _extent(flat)
    source = _crs(override or stated, extent)
    remarks = [] if override or stated else [remark("crs_assumed")]
    if source.is_geographic:
        flat, turned = _turn_if_swapped(flat)
        remarks += turned
        _require_degrees(flat)
    shapes, rough = _to_degrees(flat, source)
    remarks += rough
    if datum != "wgs84":
        shapes = move(shapes, lambda x, y: DATUMS[datum](np.column_stack([x, y])).T)
        remarks.append(remark("datum_shifted", datum=datum))
    return Placed(shapes, _name(source), tuple(remarks))


def onto(geometries: Geometries, crs: str) -> Geometries:
    """Lon/lat geometries in another reference system, longitude or easting first. Raises CrsUnknown."""
    path = Transformer.from_crs(TARGET, _crs(crs, (0.0, 0.0, 0.0, 0.0)), always_xy=True)
    return move(geometries, lambda x, y: path.transform(x, y))


def out_of_world(geometries: Geometries) -> Mask:
    box = shapely.bounds(geometries)
    with np.errstate(invalid="ignore"):
        return (box[:, 0] < -180) | (box[:, 2] > 180) | (box[:, 1] < -90) | (box[:, 3] > 90)


def not_finite(geometries: Geometries) -> Mask:
    """Any coordinate NaN or infinite. Bounds alone would not do: GEOS skips NaN."""
    coordinates, index = shapely.get_coordinates(geometries, return_index=True)
    bad = np.zeros(len(geometries), dtype=bool)
    bad[index[~np.isfinite(coordinates).all(axis=1)]] = True
    return bad


def swapped(geometries: Geometries) -> Mask:
    """Latitude stands where longitude belongs: y beyond 90 while x would do, or x and y exchanged lie in China."""
    x0, y0, x1, y1 = shapely.bounds(geometries).T
    with np.errstate(invalid="ignore"):
        impossible = (np.abs(x0) <= 90) & (np.abs(x1) <= 90) & (np.abs(y0) > 90) & (np.abs(y1) <= 180)
        arctic = (x0 >= 17) & (x1 <= 54) & (y0 >= 73) & (y1 <= 136)
    return impossible | arctic


def _crs(text: str | None, extent: tuple[float, float, float, float]) -> CRS:
    if text is None:
        if _looks_like_degrees(extent):
            return CRS.from_user_input(TARGET)
        raise CrsMissing(**_extent_facts(extent))
    try:
        crs = CRS.from_user_input(text)
    except CRSError as fault:
        raise CrsUnknown(crs=text[:80]) from fault
    flat = crs.to_2d()
    if not (flat.is_geographic or flat.is_projected):
        raise CrsUnknown(crs=crs.name[:80])
    return flat


def _turn_if_swapped(geometries: Geometries) -> tuple[Geometries, list[Remark]]:
    seen = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries) | not_finite(geometries))
    if not seen.any() or not swapped(geometries[seen]).all():
        return geometries, []
    return move(geometries, lambda x, y: (y, x)), [remark("coordinates_turned", rows=int(seen.sum()))]


def _require_degrees(geometries: Geometries) -> None:
    seen = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries) | not_finite(geometries))
    if seen.any() and out_of_world(geometries[seen]).mean() > 0.5:
        raise CoordinatesNotDegrees(**_extent_facts(_extent(geometries[seen])))


def _to_degrees(geometries: Geometries, source: CRS) -> tuple[Geometries, list[Remark]]:
    path = Transformer.from_crs(source, TARGET, always_xy=True)
    accuracy = path.accuracy
    rough = accuracy is None or accuracy < 0 or accuracy > ROUGH_M
    same = source.is_geographic and source.to_epsg() in (4326, 4490)
    rough_remark = remark("datum_rough", crs=_name(source)) if rough and not same else None
    moved = move(geometries, lambda x, y: path.transform(x, y))
    return moved, [rough_remark] if rough_remark else []


def move(geometries: Geometries, shift: Any) -> Geometries:
    coordinates = shapely.get_coordinates(geometries)
    x, y = shift(coordinates[:, 0].copy(), coordinates[:, 1].copy())
    return shapely.set_coordinates(geometries.copy(), np.column_stack([x, y]))


def _extent(geometries: Geometries) -> tuple[float, float, float, float]:
    coordinates = shapely.get_coordinates(geometries)
    finite = coordinates[np.isfinite(coordinates).all(axis=1)]
    if not len(finite):
        return (0.0, 0.0, 0.0, 0.0)
    (x0, y0), (x1, y1) = np.percentile(finite.clip(-_BEYOND, _BEYOND), [1, 99], axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def _looks_like_degrees(extent: tuple[float, float, float, float]) -> bool:
    x0, y0, x1, y1 = extent
    inside = max(abs(x0), abs(x1)) <= 180 and max(abs(y0), abs(y1)) <= 180
    return inside and x1 - x0 < COMMUNITY_EXTENT_DEG and y1 - y0 < COMMUNITY_EXTENT_DEG


def _extent_facts(extent: tuple[float, float, float, float]) -> dict[str, Any]:
    x0, y0, x1, y1 = (round(value) for value in extent)
    return {"x": f"{x0}…{x1}", "y": f"{y0}…{y1}", "guess": _guess(extent)}


def _guess(extent: tuple[float, float, float, float]) -> str | None:
    """A CGCS2000 zone read off the zone number in front of the easting (25–45: 3 degrees, 13–23: 6 degrees)."""
    x, y = extent[0], extent[1]
    zone = int(x // 1_000_000)
    if not 1_500_000 < y < 6_500_000:
        return None
    if 25 <= zone <= 45:
        return f"EPSG:{4513 + zone - 25}"
    return f"EPSG:{4491 + zone - 13}" if 13 <= zone <= 23 else None


def _name(crs: CRS) -> str:
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else crs.name
