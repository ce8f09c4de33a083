"""A QGIS project of the collections and the vector tiles, drawn from templates. QGIS keeps the login (authcfg); none is written here."""

from __future__ import annotations

from functools import cache
from importlib import resources
from math import log, radians, tan
from string import Template
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from api.context import Actor
from api.ogc.collections import COLLECTIONS, Collection
from api.scope import READERS
from api.texts import text
from projections.grid_map import FROM_ZOOM, LAST_ZOOM, LAYERS

CHINA_BOX = (73.0, 18.0, 135.0, 54.0)
"""Degrees: what is shown before there is any land."""
LAYER = "minqing_"
"""QGIS gives a layer whose id has ten signs or fewer another one, and then finds it in the tree no more."""
RADIUS_M = 6_378_137.0
A_PAGE = 1_000
"""Features: without a page's size QGIS takes the first page for all there are."""
TILES = "tiles"
SHAPES = {"Polygon": "MultiPolygon", "Point": "Point"}
FILLS = {
    "grids": {"color": "64,158,255,38", "outline_color": "64,158,255,255", "outline_width": "0.66"},
    "building-groups": {"color": "103,194,58,38", "outline_color": "103,194,58,255", "outline_width": "0.4"},
    "buildings": {"color": "192,196,204,200", "outline_color": "144,147,153,255", "outline_width": "0.2"},
}
MARKERS = {
    "facilities": {"name": "square", "color": "230,162,60,255", "size": "3"},
    "tickets": {"name": "circle", "color": "245,108,108,255", "size": "2.6"},
}
ALIKE = {"public-grids": "grids", "public-stations": "facilities"}
LABELS = {"grids": "code", "building-groups": "name", "facilities": "name"}
BORDER = {"line_color": "64,158,255,255", "line_width": "0.66"}


def drawn(base: str, actor: Actor, box: tuple[float, float, float, float] | None, authcfg: str | None, language: str) -> str:
    """base: where the application stands, with a slash at its end. box: degrees. authcfg: the login's id in QGIS, of 7 signs."""
    mine = [one for one in COLLECTIONS if one.is_for(actor) and not (one.is_open and actor.role in READERS)]
    layers = [_features(base, one, authcfg, language) for one in reversed(mine)]
    tree = [_leaf(one.id, text(one.title, language), "OAPIF") for one in reversed(mine)]
    if actor.role in READERS:
        layers.append(_tiles(base, authcfg, language))
        tree.append(_leaf(TILES, text("ogc.tiles.title", language), "xyzvectortiles"))
    west, south, east, north = box or CHINA_BOX
    ends = dict(zip(("west", "south", "east", "north"), (*_metres(west, south), *_metres(east, north)), strict=True))
    return _template("project").substitute(
        title=escape(text("ogc.landing.title", language), {'"': "&quot;"}), tree="\n".join(tree), layers="".join(layers), **ends
    )


def _metres(lon: float, lat: float) -> tuple[float, float]:
    """EPSG:3857: QGIS takes the ends of a view in the project's own system."""
    return RADIUS_M * radians(lon), RADIUS_M * log(tan(radians(45 + lat / 2)))


def _features(base: str, one: Collection, authcfg: str | None, language: str) -> str:
    source = {
        "pagingEnabled": "true",
        "pageSize": str(A_PAGE),
        "restrictToRequestBBOX": "1",
        "srsname": "OGC:CRS84",
        "typename": one.id,
        "url": f"{base}ogc",
    }
    login = {"authcfg": authcfg} if authcfg and not one.is_open else {}
    look = ALIKE.get(one.id, one.id)
    return _template("features").substitute(
        id=f"{LAYER}{one.id}",
        geometry=one.geometry,
        shape=SHAPES[one.geometry],
        source=escape(" ".join(f"{name}='{value}'" for name, value in (source | login).items())),
        title=escape(text(one.title, language)),
        description=escape(text(one.description, language)),
        symbol=_symbol("fill", "SimpleFill", FILLS[look]) if look in FILLS else _symbol("marker", "SimpleMarker", MARKERS[look]),
        label=LABELS.get(look, ""),
        labelled=int(look in LABELS),
    )


def _tiles(base: str, authcfg: str | None, language: str) -> str:
    address = f"{base}api/tiles/{','.join(LAYERS)}/{{z}}/{{x}}/{{y}}.mvt"
    source = {"type": "xyz", "url": address, "zmin": min(FROM_ZOOM.values()), "zmax": LAST_ZOOM}
    return _template("tiles").substitute(
        id=f"{LAYER}{TILES}",
        source=escape(urlencode(source | ({"authcfg": authcfg} if authcfg else {}), safe=":/,{}")),
        title=escape(text("ogc.tiles.title", language)),
        grids=_symbol("fill", "SimpleFill", FILLS["grids"]),
        buildings=_symbol("fill", "SimpleFill", FILLS["buildings"]),
        borders=_symbol("line", "SimpleLine", BORDER),
    )


def _leaf(layer: str, title: str, provider: str) -> str:
    shown = "Qt::Unchecked" if layer in (TILES, "tickets") else "Qt::Checked"
    named = f'id="{LAYER}{layer}" name={quoteattr(title)} providerKey="{provider}"'
    return f'    <layer-tree-layer {named} checked="{shown}" expanded="0"><customproperties/></layer-tree-layer>'


def _symbol(kind: str, drawn_as: str, look: dict[str, str]) -> str:
    options = "".join(f'<Option name="{name}" type="QString" value="{value}"/>' for name, value in look.items())
    layer = f'<layer class="{drawn_as}" enabled="1" pass="0" locked="0"><Option type="Map">{options}</Option></layer>'
    return f'<symbol type="{kind}" name="0" alpha="1" clip_to_extent="1" force_rhr="0">{layer}</symbol>'


@cache
def _template(name: str) -> Template:
    return Template(resources.files("api.ogc").joinpath(f"{name}.xml").read_text("utf-8"))
