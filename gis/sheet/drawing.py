"""A sheet as one HTML page: folium lays out map, layers and control; the page's own script draws the rows onto them.

branca compiles whatever an Element is given as a Jinja template, once or twice: texts of people and vendored scripts go in as Verbatim.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template
from folium.utilities import JsCode
from shapely.geometry import shape as shape_of

from gis.sheet import colouring
from gis.sheet.content import Sheet, Theme
from gis.sheet.encoding import embedded, page_rows
from gis.sheet.lettering import label_places
from gis.sheet.sealing import asset, leaflet_script, leaflet_style, require_self_contained

SHADES = (("#ffffff", 0), ("#d6e6f4", 1), ("#9fc6e3", 20), ("#5b9bd0", 50), ("#1d5a9e", 100))
"""Fill of a building from so many households on: 50 and 100 are what one 楼长 looks after in 平房 and in 楼房 areas."""
GROUPS = '<span class="dashes"></span> 楼组 <i>Building groups</i>'
_NOTHING = {"type": "FeatureCollection", "features": []}
_Named = TypeVar("_Named", bound=Element)


def draw(sheet: Sheet) -> str:
    """The whole page; the same sheet gives the same bytes. Raises ExternalAddress rather than give out a page that is not alone."""
    shapes = [shape_of(each.geometry) for each in sheet.sections]
    tints = [colouring.tint(number) for number in colouring.colour_numbers(colouring.neighbours(shapes))]
    rows = page_rows(sheet, tints, label_places(shapes, [(each.lon, each.lat) for each in sheet.buildings])) | {"shades": SHADES}
    title = compiled("{{ sheet.community }}民情图 {{ sheet.on }}").render(sheet=sheet)
    figure = framed(title, _frame(sheet), rows, "sheet.js")
    figure.add_child(_map(sheet.themes, grouped=bool(sheet.groups)))
    return require_self_contained(figure.render())


class Verbatim(Element):
    """Text that reaches the page as it is."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Board(folium.Map):
    """A folium map that links to nothing. Its lists are its own: folium's are shared by every map of the program."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


class Drawn(MacroElement):
    """Starts the page's own script, once map and layers exist."""

    _template = Template(
        "{% macro script(this, kwargs) %}drawSheet({map: map_board, layers: {sections: geo_json_sections, buildings: geo_json_buildings"
        "{% if this.grouped %}, groups: geo_json_groups{% endif %}},"
        " groups: { {%- for key in this.keys %}{{ key|tojson }}: feature_group_{{ key }}, {% endfor -%} } });{% endmacro %}"
    )

    def __init__(self, keys: list[str], *, grouped: bool) -> None:
        super().__init__()
        self._name = "Drawn"
        self.keys, self.grouped = keys, grouped


def framed(title: str, frame: str, rows: Any, script: str) -> Figure:
    """A page without its map: frame (markup), rows (what the script draws from), and the name of the script among the assets."""
    figure = Figure(title=title)
    figure.header.add_child(Verbatim(f"<style>{leaflet_style()}\n{asset('sheet.css')}</style>"), name="style")
    figure.header.add_child(Verbatim(f"<script>{leaflet_script()}</script>"), name="leaflet")
    figure.html.add_child(Verbatim(frame), name="frame")
    figure.html.add_child(Verbatim(f'<script type="application/json" id="rows">{embedded(rows)}</script>'), name="rows")
    figure.html.add_child(Verbatim(f"<script>{asset(script)}</script>"), name="drawing")
    return figure


def _map(themes: tuple[Theme, ...], grouped: bool) -> folium.Map:
    board = blank_board()
    for name in ("sections", "buildings"):
        board.add_child(_drawn(name, control=False))
    if grouped:
        board.add_child(_drawn("groups", name=GROUPS, interactive=False))
    for theme in themes:
        board.add_child(named(folium.FeatureGroup(name=_toggle(theme)), theme.key))
    board.add_child(named(folium.LayerControl(collapsed=False), "themes"))
    board.add_child(named(Drawn([theme.key for theme in themes], grouped=grouped), "sheet"))
    return board


def _drawn(layer: str, **given: Any) -> folium.GeoJson:
    """An empty layer that the page's script fills."""
    return named(folium.GeoJson(_NOTHING | {"features": []}, style=JsCode(f"feature => sheetStyle.{layer}(feature)"), **given), layer)


def blank_board() -> Board:
    """A map without tiles, known to the page's script as map_board."""
    return named(Board(tiles=None, attribution_control=False, zoom_snap=0.05, zoom_delta=0.5, max_zoom=22), "board")


def named(element: _Named, name: str) -> _Named:
    """folium names its variables by chance; ours are known to the page's script, and alike in every run."""
    element._id = name
    return element


def _toggle(theme: Theme) -> str:
    return f'<b class="sign" style="background:{theme.colour}">{theme.sign}</b> {theme.title} <i>{theme.english}</i>'


def _frame(sheet: Sheet) -> str:
    """Everything around the map."""
    counted = [each.counts for each in sheet.sections]
    total = {
        "homes": _homes(_sum(each.households for each in counted), _sum(each.dwellings for each in counted)),
        "people": _number(_sum(each.people for each in counted)),
        "open": sum(each.open_tickets for each in sheet.sections),
    }
    day = f"{sheet.on.year}年{sheet.on.month}月{sheet.on.day}日"
    return compiled(asset("frame.html")).render(sheet=sheet, day=day, total=total, shades=_shade_words(), number=_number, homes=_homes)


def _shade_words() -> list[tuple[str, str]]:
    words = [f"{low}–{high - 1}" if high > low + 1 else f"{low}" for (_, low), (_, high) in pairwise(SHADES)]
    return [(colour, word) for (colour, _), word in zip(SHADES, [*words, f"≥{SHADES[-1][1]}"], strict=True)]


def _number(count: int | None) -> str:
    return "—" if count is None else f"{count:,}"


def _homes(households: int | None, dwellings: int | None) -> str:
    return f"约{dwellings:,}" if households is None and dwellings is not None else _number(households)


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


@cache
def compiled(text: str) -> Any:
    """folium's Jinja, with escaping switched on."""
    return Template(text, autoescape=True)
