"""Where a section's name may stand: inside, off the border, and where it hides the fewest buildings."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

Place = tuple[float, float]
_ACROSS = 20
"""Candidates lie on a lattice of so many columns and rows over the section."""
_LABEL = (0.085, 0.04)
"""A label's width and height as shares of the map's width."""


def label_places(shapes: Sequence[BaseGeometry], buildings: Sequence[Place]) -> list[Place]:
    """(lon, lat) for each section. buildings: a point inside each."""
    if not shapes:
        return []
    west, south, east, north = shapely.total_bounds(shapes)
    stretch = math.cos(math.radians((south + north) / 2))
    width = max(east - west, (north - south) / stretch)
    label = np.array([_LABEL[0] * width, _LABEL[1] * width * stretch]) / 2
    points = np.array(buildings, dtype=float).reshape(-1, 2)
    return [_best(max(shapely.get_parts(each), key=lambda part: part.area), points, label) for each in shapes]


def _best(shape: BaseGeometry, buildings: np.ndarray, label: np.ndarray) -> Place:
    west, south, east, north = shape.bounds
    lattice = np.stack(np.meshgrid(np.linspace(west, east, _ACROSS), np.linspace(south, north, _ACROSS)), axis=-1).reshape(-1, 2)
    boxes = shapely.box(*(lattice - label).T, *(lattice + label).T)
    middle = shapely.maximum_inscribed_circle(shape, tolerance=max(east - west, north - south) / 100).coords[0]
    shapely.prepare(shape)
    inside = lattice[shapely.contains(shape, boxes)]
    if not len(inside):
        return middle
    near = buildings[np.all((buildings >= (west, south)) & (buildings <= (east, north)), axis=1)]
    hidden = (np.abs(near[None] - inside[:, None]) < label * 1.3).all(axis=2).sum(axis=1)
    away = np.hypot(*(inside - middle).T) / np.hypot(east - west, north - south)
    return tuple(inside[np.argmin(hidden + 4 * away)].tolist())
