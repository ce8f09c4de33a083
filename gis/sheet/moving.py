"""Which buildings change grids between two plans, as a page that stands alone: the old borders, the new ones, and what moves between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from folium.template import Template
from shapely.geometry import shape as shape_of

from gis.sheet import colouring
from gis.sheet.content import Geometry
from gis.sheet.drawing import Drawn, blank_board, compiled, framed, named
from gis.sheet.encoding import MICRO, shape
from gis.sheet.lettering import label_places
from gis.sheet.sealing import asset, require_self_contained


@dataclass(frozen=True, slots=True)
class Outline:
    """A grid as one of the plans draws it. code: 15 digits."""

    code: str
    name: str
    geometry: Geometry


@dataclass(frozen=True, slots=True)
class Moved:
    """A building that another grid holds under the second plan. came_from, goes_to: codes, None outside the plan."""

    address: str
    came_from: str | None
    goes_to: str | None
    households: int
    lon: float
    lat: float
    geometry: Geometry


@dataclass(frozen=True, slots=True)
class Passing:
    """A line of the table beside the map."""

    came_from: str
    goes_to: str
    buildings: int
    households: int
    people: int
    tickets: int


@dataclass(frozen=True, slots=True)
class Move:
    """before, after: names of the plans. on: the day whose households are counted."""

    community: str
    code: str
    on: date
    before: str
    after: str
    old: tuple[Outline, ...]
    new: tuple[Outline, ...]
    moved: tuple[Moved, ...]
    lines: tuple[Passing, ...]


class MoveDrawn(Drawn):
    """Starts the page's script on the bare map."""

    _template = Template("{% macro script(this, kwargs) %}drawMove(map_board);{% endmacro %}")


def draw_move(move: Move) -> str:
    """The whole page; the same move gives the same bytes. Raises ExternalAddress rather than give out a page that is not alone."""
    title = compiled("{{ move.community }} {{ move.before }} → {{ move.after }}").render(move=move)
    totals = [sum(column) for column in zip(*(astuple(line)[2:] for line in move.lines), strict=True)]
    frame = compiled(asset("moving.html")).render(move=move, totals=totals)
    figure = framed(title, frame, _rows(move), "moving.js")
    board = blank_board()
    board.add_child(named(MoveDrawn([], grouped=False), "move"))
    figure.add_child(board)
    return require_self_contained(figure.render())


def _rows(move: Move) -> Mapping[str, Any]:
    """Shapes in whole microdegrees from an origin, as encoding.shape makes them."""
    places = [(each.lon, each.lat) for each in move.moved]
    shapes = [shape_of(each.geometry) for each in move.new]
    tints = [colouring.tint(number) for number in colouring.colour_numbers(colouring.neighbours(shapes))]
    labels = label_places(shapes, places)
    origin = _origin(labels)
    return {
        "origin": origin,
        "old": [[shape(each.geometry, origin), each.code, each.name] for each in move.old],
        "new": [
            [shape(each.geometry, origin), each.code, each.name, tint, *label]
            for each, tint, label in zip(move.new, tints, labels, strict=True)
        ],
        "moved": [
            [shape(each.geometry, origin), each.lon, each.lat, each.address, each.came_from, each.goes_to, each.households]
            for each in move.moved
        ],
    }


def _origin(places: Sequence[tuple[float, float]]) -> tuple[int, int]:
    if not places:
        return 0, 0
    return round(places[0][0] * MICRO), round(places[0][1] * MICRO)
