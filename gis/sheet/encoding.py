"""The rows that the page's script draws from: shapes as whole microdegrees, each vertex as the step from the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry import shape as shape_of

from gis.sheet.content import Counts, Geometry, Section, Sheet, Theme, Work

MICRO = 1_000_000
"""One microdegree is at most 0.11 m."""

OUTLINE_DEG = 1e-5
"""Vertices of a group's outline that turn it by less than about a metre are left out."""

_NO_WORK = Work()

Ring = list[int]


def page_rows(sheet: Sheet, tints: Sequence[str], labels: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """labels: a (lon, lat) inside each section."""
    origin = _origin(sheet)
    places = {section.code: index for index, section in enumerate(sheet.sections)}
    return _grouped(sheet, origin) | {
        "origin": origin,
        "themes": [[theme.key, theme.title, theme.english, theme.sign, theme.colour, theme.shades] for theme in sheet.themes],
        "sections": [
            [shape(each.geometry, origin), *_micro(*label, origin), each.code, each.name, tint, *_counts(each.counts, sheet.themes)]
            for each, tint, label in zip(sheet.sections, tints, labels, strict=True)
        ],
        "buildings": [
            [
                shape(each.geometry, origin),
                *_micro(each.lon, each.lat, origin),
                each.address,
                each.name,
                places.get(each.section or "", -1),
                *_counts(each.counts, sheet.themes),
            ]
            for each in sheet.buildings
        ],
    }


def _grouped(sheet: Sheet, origin: tuple[int, int]) -> dict[str, Any]:
    """Outlines a line can be drawn along: neighbours still share theirs. Each row: shape, name, households, whether a head stands, and the
    numbers of its buildings."""
    if not sheet.groups:
        return {}
    outlines = shapely.coverage_simplify([shape_of(each.geometry) for each in sheet.groups], OUTLINE_DEG)
    members: dict[str, list[int]] = {}
    for number, each in enumerate(sheet.buildings):
        members.setdefault(each.group or "", []).append(number)
    told = zip(sheet.groups, outlines, strict=True)
    return {
        "groups": [
            [shape(mapping(line), origin), one.name, one.households, int(one.has_head), members.get(one.key, [])] for one, line in told
        ]
    }


def embedded(rows: Any) -> str:
    """JSON that may stand inside a script element, whatever the texts are."""
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def shape(geometry: Geometry, origin: tuple[int, int]) -> list[list[Ring]]:
    """Polygons, each a list of rings. A point, or what collapses below a microdegree, becomes an empty list."""
    match geometry["type"]:
        case "Polygon":
            polygons = [geometry["coordinates"]]
        case "MultiPolygon":
            polygons = geometry["coordinates"]
        case _:
            return []
    drawn = ([ring for ring in (_ring(points, origin) for points in rings) if ring] for rings in polygons)
    return [rings for rings in drawn if rings]


def _ring(points: Iterable[Sequence[float]], origin: tuple[int, int]) -> Ring:
    """x, y from the origin, then steps; not closed, repeated vertices dropped; empty when it holds no area."""
    steps: Ring = []
    last = origin
    first: tuple[int, int] | None = None
    for point in points:
        here = (round(point[0] * MICRO), round(point[1] * MICRO))
        if here != last or first is None:
            steps += (here[0] - last[0], here[1] - last[1])
            first, last = first or here, here
    if first == last:
        del steps[-2:]
    return steps if len(steps) >= 6 else []


def _counts(counts: Counts, themes: Sequence[Theme]) -> list[Any]:
    """households, people, dwellings, last visit, party; then open, closed and visits of each theme, what is empty at the end left out."""
    row: list[Any] = [counts.households, counts.people, counts.dwellings, counts.last_visit and counts.last_visit.isoformat()]
    row.append(counts.party and list(astuple(counts.party)))
    for theme in themes:
        work = counts.work.get(theme.key, _NO_WORK)
        row += (work.open, work.closed, work.visits)
    while len(row) > 4 and not row[-1]:
        row.pop()
    return row


def _micro(lon: float, lat: float, origin: tuple[int, int]) -> tuple[int, int]:
    return round(lon * MICRO) - origin[0], round(lat * MICRO) - origin[1]


def _origin(sheet: Sheet) -> tuple[int, int]:
    """Near the map's middle, so that numbers stay short."""
    points = [(each.lon, each.lat) for each in sheet.buildings] or [_first_vertex(each) for each in sheet.sections]
    if not points:
        return 0, 0
    return round(sum(lon for lon, _ in points) / len(points) * MICRO), round(sum(lat for _, lat in points) / len(points) * MICRO)


def _first_vertex(section: Section) -> tuple[float, float]:
    place: Any = section.geometry["coordinates"]
    while not isinstance(place[0], int | float):
        place = place[0]
    return place[0], place[1]
