"""A plan as one SVG picture, for browsers that cannot draw the map: grids in the tints of the 民情图, buildings, labels with households."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import cos, radians
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from shapely import MultiPolygon, Point, Polygon
from shapely.affinity import affine_transform
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from gis.sheet import colouring
from gis.sheet.lettering import label_places

WIDTH = 1600
MARGIN = 20
FONT = "Noto Sans CJK SC, WenQuanYi Micro Hei, Microsoft YaHei, PingFang SC, sans-serif"
CODE_END = 3
Feature = Mapping[str, Any]
Lines = Callable[[Mapping[str, Any]], Sequence[str]]
"""What is written on a grid, from its properties."""


def with_households(told: Mapping[str, Any]) -> Sequence[str]:
    return f"{told['code'][-CODE_END:]} {told['name']}", f"{told['households']} 户"


def picture(grids: Sequence[Feature], buildings: Sequence[Feature], lines: Lines = with_households, size: int = 24) -> str:
    """grids, buildings: GeoJSON features in degrees (lon, lat), SRID 4490. North is up, a metre is as long either way.

    lines: written on each grid, size high; a building that has a name carries it, small. Each shape says by its id what it stands for,
    the picture by data-box which degrees it shows: west, south, east, north.
    """
    areas, homes = ([shape(each["geometry"]) for each in some] for some in (grids, buildings))
    frame, height = _frame([*areas, *homes])
    box = " ".join(f"{degrees:.7f}" for degrees in _box(frame, height))
    areas, homes = ([affine_transform(each, frame) for each in some] for some in (areas, homes))
    tints = [
        colouring.tint(number) for number in colouring.colour_numbers(colouring.neighbours([shape(each["geometry"]) for each in grids]))
    ]
    drawn = [
        *(
            _path(area, f'{_named("grid", grid)} fill="{tint}" stroke="#3b4651" stroke-width="2"')
            for grid, area, tint in zip(grids, areas, tints, strict=True)
        ),
        *(_path(home, f'{_named("building", building)} fill="#6b7683"') for building, home in zip(buildings, homes, strict=True)),
        *_names(buildings, homes),
        *_labels([lines(grid["properties"]) for grid in grids], areas, [(home.centroid.x, home.centroid.y) for home in homes], size),
    ]
    size_and_place = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" data-box="{box}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size_and_place} font-family="{FONT}">'
    return "".join((head, f'<rect width="{WIDTH}" height="{height}" fill="#f7f7f4"/>', *drawn, "</svg>"))


def _frame(shapes: Sequence[BaseGeometry]) -> tuple[list[float], int]:
    """Degrees to pixels as shapely's affine, and the height it comes to."""
    west, south, east, north = unary_union([each.envelope for each in shapes]).bounds if shapes else (0.0, 0.0, 1.0, 1.0)
    shrink = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * shrink, (north - south) / 2, 1e-9)
    height = round((north - south) * scale) + 2 * MARGIN
    return [scale * shrink, 0, 0, -scale, MARGIN - west * scale * shrink, height - MARGIN + south * scale], height


def _box(frame: Sequence[float], height: int) -> tuple[float, float, float, float]:
    """The degrees of a picture's edges, which lie a margin beyond the shapes."""
    across, _, _, up, left, low = frame
    return -left / across, (height - low) / up, (WIDTH - left) / across, -low / up


def _path(area: BaseGeometry, look: str) -> str:
    if isinstance(area, Point):  # where the file had no outline
        return f'<circle cx="{area.x:.1f}" cy="{area.y:.1f}" r="4" {look}/>'
    rings = " ".join(_ring(ring.coords) for part in _parts(area) for ring in (part.exterior, *part.interiors))
    return f'<path d="{rings}" fill-rule="evenodd" {look}/>'


def _parts(area: BaseGeometry) -> list[Polygon]:
    return list(area.geoms) if isinstance(area, MultiPolygon) else [area] if isinstance(area, Polygon) else []


def _ring(points: Iterable[tuple[float, ...]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y, *_ in points) + "Z"


def _named(kind: str, feature: Feature) -> str:
    return f"data-{kind}={quoteattr(str(feature['id']))}" if "id" in feature else ""


def _names(buildings: Sequence[Feature], homes: Sequence[BaseGeometry]) -> Iterable[str]:
    look = 'class="name" text-anchor="middle" font-size="9" paint-order="stroke" stroke="#fff" stroke-width="2" fill="#0f1720"'
    for building, home in zip(buildings, homes, strict=True):
        if shown := building["properties"].get("shown"):
            yield f'<text x="{home.centroid.x:.1f}" y="{home.centroid.y + 3:.1f}" {look}>{escape(shown)}</text>'


def _labels(told: Sequence[Sequence[str]], areas: Sequence[BaseGeometry], homes: Sequence[tuple[float, float]], size: int) -> Iterable[str]:
    look = f'text-anchor="middle" font-size="{size}" paint-order="stroke" stroke="#fff" stroke-width="5" fill="#0f1720"'
    for lines, (x, y) in zip(told, label_places(areas, homes), strict=True):
        for row, line in enumerate(lines):
            yield f'<text x="{x:.0f}" y="{y + (size + 4) * row:.0f}" {look}>{escape(line)}</text>'
