"""GCJ-02 (火星坐标) and BD-09 against CGCS2000, vectorised.

The true transform is not published: these are the known reverse-engineered polynomials, on the Krasovsky 1940 ellipsoid they use.
CGCS2000 and WGS 84 differ by centimetres and count as one here. All arrays are (n, 2) degrees, longitude first.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Degrees = NDArray[np.float64]

_AXIS_M = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
_BD_TURN = np.pi * 3000.0 / 180.0
_ROUNDS = 5
"""Each round of the fixed point wins about three digits: three leave 0.12 mm, five less than a nanometre."""


def to_gcj02(lonlat: ArrayLike) -> Degrees:
    """CGCS2000 to GCJ-02. Points outside the box of China stay where they are."""
    degrees = _pairs(lonlat)
    return np.where(_in_china(degrees)[:, None], degrees + _shift(degrees), degrees)


def from_gcj02(lonlat: ArrayLike) -> Degrees:
    """GCJ-02 to CGCS2000; there and back within 1 mm."""
    return _undo(to_gcj02, lonlat)


def to_bd09(lonlat: ArrayLike) -> Degrees:
    """CGCS2000 to BD-09: the Baidu twist on top of GCJ-02."""
    return _twist(to_gcj02(lonlat))


def from_bd09(lonlat: ArrayLike) -> Degrees:
    """BD-09 to CGCS2000; there and back within 1 mm."""
    return from_gcj02(_undo(_twist, lonlat))


def _pairs(lonlat: ArrayLike) -> Degrees:
    return np.asarray(lonlat, dtype=float).reshape(-1, 2)


def _in_china(degrees: Degrees) -> NDArray[np.bool_]:
    lon, lat = degrees.T
    return (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)


def _undo(forward: Callable[[ArrayLike], Degrees], lonlat: ArrayLike) -> Degrees:
    target = _pairs(lonlat)
    guess = target.copy()
    for _ in range(_ROUNDS):
        guess += target - forward(guess)
    return guess


def _shift(degrees: Degrees) -> Degrees:
    x, y = degrees[:, 0] - 105.0, degrees[:, 1] - 35.0
    common = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    root = np.sqrt(np.abs(x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += _waves(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    return _metres_to_degrees(east, north, np.radians(degrees[:, 1]))


def _waves(along: Degrees, *terms: tuple[float, float]) -> Degrees:
    return sum(amount * np.sin(rate * along * np.pi) for amount, rate in terms) * 2.0 / 3.0


def _metres_to_degrees(east: Degrees, north: Degrees, latitude: Degrees) -> Degrees:
    magic = 1 - _ECCENTRICITY2 * np.sin(latitude) ** 2
    meridian_m = _AXIS_M * (1 - _ECCENTRICITY2) / (magic * np.sqrt(magic))
    parallel_m = _AXIS_M / np.sqrt(magic) * np.cos(latitude)
    return np.degrees(np.column_stack([east / parallel_m, north / meridian_m]))


def _twist(degrees: ArrayLike) -> Degrees:
    x, y = _pairs(degrees).T
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD_TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD_TURN)
    return np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])
