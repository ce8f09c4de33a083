"""Roads and water beneath a sheet on paper: cut to the picture, each drawn as its kind is, and named where its name has room."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from gis.sheet.content import Line, LineKind

LOOKS: dict[LineKind, tuple[tuple[str, float], ...]] = {
    LineKind.WATER: (("#7fb2d9", 1.0),),
    LineKind.LOCAL_ROAD: (("#b9b2a6", 0.9), ("#ffffff", 0.6)),
    LineKind.MAIN_ROAD: (("#b0a184", 1.7), ("#fff3d6", 1.3)),
}
"""Colours and widths in mm, the lower stroke first; kinds in the order in which they lie on one another."""
SHARES = (0.5, 0.35, 0.65, 0.2, 0.8)
"""How far along its line a name may stand."""
ABOVE_MM = 2.2
NAME_MM, LETTER = 2.2, 1.1
"""Size of a name, and how much of it a character takes along the line."""


@dataclass(frozen=True, slots=True)
class Along:
    """A name along its line; x, y: its middle. angle: degrees, clockwise, never upside down."""

    text: str
    x: float
    y: float
    angle: float
    kind: LineKind


@dataclass(frozen=True, slots=True)
class Laid:
    paths: str
    names: tuple[Along, ...]
    kinds: frozenset[LineKind]


def laid(lines: Sequence[Line], on_paper: Callable[[BaseGeometry], BaseGeometry], width: float, height: float) -> Laid:
    """on_paper: from degrees to mm. What lies outside the picture is left out."""
    frame = shapely.box(0, 0, width, height)
    shown = [(line, _inside(on_paper(shape(line.geometry)), frame)) for line in lines]
    shown = [(line, parts) for line, parts in shown if not parts.is_empty]
    paths = [_path(parts, look) for kind, looks in LOOKS.items() for look in looks for line, parts in shown if line.kind is kind]
    return Laid("".join(paths), tuple(_names(shown)), frozenset(line.kind for line, _ in shown))


def _inside(line: BaseGeometry, frame: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(shapely.intersection(line, frame)) if part.geom_type == "LineString"]
    merged = shapely.line_merge(shapely.MultiLineString(parts))
    return shapely.MultiLineString(list(shapely.get_parts(merged)))


def _path(parts: BaseGeometry, look: tuple[str, float]) -> str:
    drawn = "".join("M" + "L".join(f"{x:.3f} {y:.3f}" for x, y, *_ in part.coords) for part in shapely.get_parts(parts))
    return f'<path d="{drawn}" fill="none" stroke="{look[0]}" stroke-width="{look[1]}" stroke-linecap="round" stroke-linejoin="round"/>'


def _names(shown: Iterable[tuple[Line, BaseGeometry]]) -> Iterator[Along]:
    """Each once, on its longest part, where that is as long as the name."""
    parts: defaultdict[tuple[str, LineKind], list[BaseGeometry]] = defaultdict(list)
    for line, geometry in shown:
        if line.name:
            parts[line.name, line.kind].extend(shapely.get_parts(geometry))
    for (name, kind), pieces in parts.items():
        longest = max(pieces, key=lambda part: part.length)
        along = len(name) * NAME_MM * LETTER
        if longest.length > along:
            others = shapely.union_all([each for key, lines in parts.items() if key != (name, kind) for each in lines])
            yield _along(name, kind, longest, along, others)


def _along(name: str, kind: LineKind, line: BaseGeometry, length: float, others: BaseGeometry) -> Along:
    """Above the line, for a border may run on it; there where other lines are farthest."""
    room = [line.length * share for share in SHARES if length / 2 <= line.length * share <= line.length - length / 2] or [line.length / 2]
    middle = max(room, key=lambda at: 0.0 if others.is_empty else line.interpolate(at).distance(others))
    start, at, end = (line.interpolate(each) for each in (middle - length / 2, middle, middle + length / 2))
    angle = math.atan2(end.y - start.y, end.x - start.x)
    upright = angle - math.pi if angle > math.pi / 2 else angle + math.pi if angle <= -math.pi / 2 else angle
    x, y = at.x + ABOVE_MM * math.sin(upright), at.y - ABOVE_MM * math.cos(upright)
    return Along(name, round(x, 3), round(y, 3), round(math.degrees(upright), 1), kind)
