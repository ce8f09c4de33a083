"""Where the metres are: the local 3° Gauss–Krüger plane of a place, and the integer-millimetre lattice on it.

Degrees are always (lon, lat), SRID 4490 (CGCS2000). Areas and lengths are taken on the local plane, never in Web Mercator.
Scale error inside a zone: below 0.05 % in area, 0.025 % in length, at the zone's edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

from domain.errors import Invalid

SRID = 4490
MM = 1000
DEGREE_DECIMALS = 9
"""1e-9° is 0.1 mm: fine enough that every lattice point returns to itself, coarse enough to hide the last bits of the projection."""


class CoordinatesOutOfRange(Invalid):
    """A coordinate is not a number, or is no longitude and latitude. Facts: count, first (its index)."""

    code = "geometry.coordinates_out_of_range"


def central_meridian(lon: float) -> int:
    """The meridian, in degrees and divisible by 3, of the 3° zone that holds `lon`."""
    return int(np.floor((lon + 1.5) / 3)) * 3


def zone_crs(lon: float) -> str:
    """Name of the local plane: EPSG:4534…4554 between 75° and 135° E, a PROJ string on the same ellipsoid elsewhere."""
    meridian = central_meridian(lon)
    if 75 <= meridian <= 135:
        return f"EPSG:{4534 + (meridian - 75) // 3}"
    return f"+proj=tmerc +lat_0=0 +lon_0={meridian} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs"


@lru_cache(maxsize=64)
def _transformer(crs: str, inverse: bool) -> Transformer:
    """always_xy: EPSG:4490 itself is north first."""
    ends = (crs, f"EPSG:{SRID}") if inverse else (f"EPSG:{SRID}", crs)
    return Transformer.from_crs(*ends, always_xy=True)


def refuse_bad_degrees(lonlat: ArrayLike) -> None:
    """Raises CoordinatesOutOfRange unless every row is a finite longitude (±180) and latitude (±89)."""
    degrees = np.asarray(lonlat, dtype=float).reshape(-1, 2)
    with np.errstate(invalid="ignore"):
        bad = ~(np.isfinite(degrees).all(axis=1) & (np.abs(degrees[:, 0]) <= 180) & (np.abs(degrees[:, 1]) <= 89))
    if bad.any():
        raise CoordinatesOutOfRange(count=int(bad.sum()), first=int(np.flatnonzero(bad)[0]))


@dataclass(frozen=True, slots=True)
class LocalPlane:
    """A projected plane in metres and a lattice of whole millimetres on it.

    crs: as `zone_crs` names it. origin: metres on that plane of lattice point (0, 0).
    """

    crs: str
    origin: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def around(cls, lonlat: ArrayLike) -> LocalPlane:
        """The plane for these (n, 2) degrees: zone of their median, origin at a whole 100 m to the south-west of the median."""
        refuse_bad_degrees(lonlat)
        middle = np.median(np.asarray(lonlat, dtype=float).reshape(-1, 2), axis=0)
        plane = cls(zone_crs(float(middle[0])))
        east, north = np.floor(plane.to_metres(middle)[0] / 100) * 100
        return cls(plane.crs, (float(east), float(north)))

    def to_metres(self, lonlat: ArrayLike) -> NDArray[np.float64]:
        """(n, 2) degrees to (n, 2) metres east and north on the plane, without the origin."""
        degrees = np.asarray(lonlat, dtype=float).reshape(-1, 2)
        return np.column_stack(_transformer(self.crs, False).transform(degrees[:, 0], degrees[:, 1]))

    def to_lattice(self, lonlat: ArrayLike) -> NDArray[np.int64]:
        """(n, 2) degrees to (n, 2) whole millimetres from the origin."""
        return np.rint((self.to_metres(lonlat) - self.origin) * MM).astype(np.int64)

    def to_degrees(self, millimetres: ArrayLike) -> NDArray[np.float64]:
        """(n, 2) lattice millimetres to (n, 2) degrees rounded to 1e-9°: equal lattice points give equal doubles, always."""
        metres = np.asarray(millimetres, dtype=float).reshape(-1, 2) / MM + self.origin
        degrees = np.column_stack(_transformer(self.crs, True).transform(metres[:, 0], metres[:, 1]))
        return np.round(degrees, DEGREE_DECIMALS)
