"""A sheet laid on paper, true to scale: shapes as SVG in millimetres of the paper, and where words and signs stand on them.

The picture holds shapes alone. What is written stays text, so that whoever sets the page chooses the type and a reader can search it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from domain.errors import Refused
from gis.crs import LocalPlane
from gis.sheet import colouring
from gis.sheet.content import Building, LineKind, Sheet
from gis.sheet.lettering import label_places
from gis.sheet.linework import Along, Laid
from gis.sheet.linework import laid as laid_lines

SCALES = (500, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 7500, 10_000, 15_000, 20_000, 25_000, 50_000, 100_000)
"""1 : n; the first at which everything fits is taken."""
BARS_M = (20, 50, 100, 200, 500, 1000, 2000, 5000)
BAR_MM = 60.0
"""The longest a scale bar may be."""
MM_IN_M = 1000
POINT_MM = 0.8
"""Half a side of the square that stands for a building without an outline."""
NUMBER_MM = (1.5, 2.4)
"""How small and how large the number of a building is written."""
DIGIT = 0.62
"""Width of a digit as a share of its size."""


class TooLargeForPaper(Refused):
    """Facts: scale (the smallest there is), width_m, height_m."""

    code = "sheet.too_large_for_paper"


@dataclass(frozen=True, slots=True)
class Written:
    """A word at its middle. size: mm."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that stands open in a building, under a theme."""

    theme: str
    count: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class OnPaper:
    """x to the right, y downwards, in mm from the upper left corner of the picture. scale: 1 : scale.

    tints and places: of each section, in order. along: names of roads and water; lines: which kinds there are. bar_m: length of a scale
    bar that is short enough.
    """

    scale: int
    width: float
    height: float
    shapes: str
    tints: tuple[str, ...]
    places: tuple[tuple[float, float], ...]
    numbers: tuple[Written, ...]
    estates: tuple[Written, ...]
    marks: tuple[Mark, ...]
    along: tuple[Along, ...]
    lines: frozenset[LineKind]
    bar_m: int


@dataclass(frozen=True, slots=True)
class _Frame:
    """From degrees to millimetres of the paper."""

    plane: LocalPlane
    corner: tuple[float, float]
    scale: int

    def points(self, lonlat: np.ndarray) -> np.ndarray:
        away = (self.plane.to_metres(lonlat) - self.corner) * (1, -1)
        return away * MM_IN_M / self.scale

    def laid(self, given: BaseGeometry) -> BaseGeometry:
        """A point becomes a small square: where it stands is known, how it is built is not."""
        told = shapely.transform(given, self.points)
        return told.buffer(POINT_MM, cap_style="square") if told.geom_type == "Point" else told


def on_paper(sheet: Sheet, frame_mm: tuple[float, float], scales: Sequence[int] = SCALES) -> OnPaper:
    """frame_mm: width and height the picture may have. Raises TooLargeForPaper."""
    areas = [shape(each.geometry) for each in sheet.sections]
    homes = [shape(each.geometry) for each in sheet.buildings]
    frame, width, height = _framed([*areas, *homes], frame_mm, scales)
    laid = [frame.laid(each) for each in homes]
    tints = tuple(map(colouring.tint, colouring.colour_numbers(colouring.neighbours(areas))))
    points = np.array([(each.lon, each.lat) for each in sheet.buildings], dtype=float).reshape(-1, 2)
    places = np.array(label_places(areas, list(map(tuple, points.tolist()))), dtype=float).reshape(-1, 2)
    middles = frame.points(points).tolist()
    groups = [frame.laid(shape(each.geometry)) for each in sheet.groups]
    lines = laid_lines(sheet.lines, frame.laid, width, height)
    return OnPaper(
        scale=frame.scale,
        width=width,
        height=height,
        shapes=_svg(width, height, zip(tints, map(frame.laid, areas), strict=True), lines, groups, laid),
        tints=tints,
        places=tuple((x, y) for x, y in frame.points(places).tolist()),
        numbers=tuple(_numbers(sheet.buildings, laid, middles)),
        estates=tuple(_estates(sheet.buildings, middles)),
        marks=tuple(_marks(sheet.buildings, laid)),
        along=lines.names,
        lines=lines.kinds,
        bar_m=max(each for each in BARS_M if each * MM_IN_M / frame.scale <= BAR_MM or each == BARS_M[0]),
    )


def _framed(shapes: Sequence[BaseGeometry], frame_mm: tuple[float, float], scales: Sequence[int]) -> tuple[_Frame, float, float]:
    if not shapes:
        return _Frame(LocalPlane.around([(0.0, 0.0)]), (0.0, 0.0), scales[0]), *frame_mm
    degrees = shapely.get_coordinates(shapes)
    plane = LocalPlane.around(degrees)
    metres = plane.to_metres(degrees)
    (west, south), (east, north) = metres.min(axis=0).tolist(), metres.max(axis=0).tolist()
    wide, high = east - west, north - south
    for scale in scales:
        width, height = wide * MM_IN_M / scale, high * MM_IN_M / scale
        if width <= frame_mm[0] and height <= frame_mm[1]:
            return _Frame(plane, (west, north), scale), width, height
    raise TooLargeForPaper(scale=scales[-1], width_m=round(wide), height_m=round(high))


def _svg(
    width: float,
    height: float,
    areas: Iterable[tuple[str, BaseGeometry]],
    lines: Laid,
    groups: Iterable[BaseGeometry],
    homes: Iterable[BaseGeometry],
) -> str:
    areas = list(areas)
    size = f'viewBox="0 0 {width:.4f} {height:.4f}" width="{width:.4f}mm" height="{height:.4f}mm"'
    drawn = chain(
        (_path(area, f'fill="{tint}"') for tint, area in areas),
        (lines.paths,),
        (_path(home, 'fill="#8a94a0" stroke="#4c5763" stroke-width="0.1"') for home in homes),
        (_path(each, 'fill="none" stroke="#1d5a9e" stroke-width="0.2" stroke-dasharray="1.2 0.8"') for each in groups),
        (_path(area, 'fill="none" stroke="#b3261e" stroke-width="0.5" stroke-linejoin="round"') for _, area in areas),
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(drawn)}</svg>'


def _path(area: BaseGeometry, look: str) -> str:
    polygons = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    rings = "".join(_ring(ring.coords) for part in polygons for ring in (part.exterior, *part.interiors))
    return f'<path d="{rings}" fill-rule="evenodd" {look}/>' if rings else ""


def _ring(points: Iterable[tuple[float, ...]]) -> str:
    return "M" + "L".join(f"{x:.4f} {y:.4f}" for x, y, *_ in points) + "Z"


def _numbers(buildings: Sequence[Building], laid: Sequence[BaseGeometry], middles: Sequence[list[float]]) -> Iterable[Written]:
    """Only where the number fits inside its building."""
    least, most = NUMBER_MM
    for building, home, (x, y) in zip(buildings, laid, middles, strict=True):
        west, north, east, south = home.bounds
        size = min(most, (south - north) * 0.8, (east - west) / (DIGIT * max(len(building.number), 1)))
        if building.number and size >= least:
            yield Written(building.number, round(x, 3), round(y, 3), round(size, 2))


def _estates(buildings: Sequence[Building], middles: Sequence[list[float]]) -> Iterable[Written]:
    """The name of an estate beside the building nearest to its middle."""
    members: defaultdict[str, list[list[float]]] = defaultdict(list)
    for building, middle in zip(buildings, middles, strict=True):
        if building.estate:
            members[building.estate].append(middle)
    for name, points in members.items():
        places = np.array(points)
        nearest = places[np.argmin(np.hypot(*(places - places.mean(axis=0)).T))]
        yield Written(name, round(float(nearest[0]), 3), round(float(nearest[1]), 3), 2.6)


def _marks(buildings: Sequence[Building], laid: Sequence[BaseGeometry]) -> Iterable[Mark]:
    """One beside the other, from the building's upper right corner."""
    for building, home in zip(buildings, laid, strict=True):
        _, north, east, _ = home.bounds
        still_open = [(theme, work.open) for theme, work in building.counts.work.items() if work.open]
        for place, (theme, count) in enumerate(still_open):
            yield Mark(theme, count, round(east + 3.2 * place, 3), round(north, 3))
