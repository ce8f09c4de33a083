"""The map for pages and programs: vector tiles with their TileJSON, and GeoJSON by pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from psycopg import Connection

from api.calls import allow, office_of
from api.compressed import pack, packed, unpacked, unpacks
from api.context import Actor, Ctx
from api.one_thread import OneThread
from api.scope import READERS
from api.sight import Asked, asked_map, drawn_for, drawn_in, has_it, key_of, looking_at, sight_of, sighted, tag_of
from domain import errors
from projections import grid_map
from projections.grid_map import FIELDS, FROM_ZOOM, LAST_ZOOM, LAYERS, Drawn, Page, Sight

if TYPE_CHECKING:
    from gis.tile_layer import TileLayer

router = APIRouter(prefix="/api", tags=["地图 · map"], route_class=OneThread)
LayersPath = Annotated[str, Path(max_length=60)]
T = TypeVar("T")
TILE = "application/vnd.mapbox-vector-tile"
MOST_HELD = 20_000
"""Buildings of a state held in memory, 20 MB and half a second to make; beyond it the database draws each tile."""


class LayerUnknown(errors.Unknown):
    """Facts: known."""

    code = "tiles.layer_unknown"


class TileOutOfRange(errors.Invalid):
    """Facts: zoom_limit; zoom, the nearest to the one asked for, and limit: columns and rows are counted from 0 to it there."""

    code = "tiles.out_of_range"


@router.get("/tiles/{layers}.json", response_class=JSONResponse)
def described(layers: LayersPath, request: Request, asked: Asked = Depends(asked_map), actor: Actor = Depends(allow(*READERS))) -> Response:
    """TileJSON 3.0: which layers and fields, from which zoom, where the tiles are and how far they reach."""
    named, office = _layers(layers), office_of(request)
    sight = sight_of(request, actor, asked)
    with looking_at(office.ctx(actor), sight) as connection:
        drawn_for(connection, sight)
        reach = grid_map.extent(connection, sight)
    given = {name: value for name, value in vars(asked).items() if value is not None}
    query = f"?{urlencode(given)}" if given else ""
    layered = {
        "tilejson": "3.0.0",
        "name": asked.community or "minqing",
        "scheme": "xyz",
        "tiles": [f"{request.base_url}api/tiles/{','.join(named)}/{{z}}/{{x}}/{{y}}.mvt{query}"],
        "minzoom": min(FROM_ZOOM[layer] for layer in named),
        "maxzoom": LAST_ZOOM,
        "vector_layers": [{"id": layer, "fields": FIELDS[layer], "minzoom": FROM_ZOOM[layer], "maxzoom": LAST_ZOOM} for layer in named],
    }
    return JSONResponse(layered | ({"bounds": list(reach)} if reach else {}))


@router.get("/tiles/{layers}/{z}/{x}/{y}.mvt", response_class=Response)
def tile(
    layers: LayersPath,
    z: int,
    x: int,
    y: int,
    request: Request,
    asked: Asked = Depends(asked_map),
    actor: Actor = Depends(allow(*READERS)),
) -> Response:
    """A Mapbox vector tile; 204 where there is nothing, 304 for who has it. Several layers: `grids,buildings,borders`."""
    named, place, office = _layers(layers), _place(z, x, y), office_of(request)
    sight, ctx = sighted(request, actor, asked)
    drawn = drawn_in(ctx, sight)
    key = key_of(sight, drawn, named, place)
    headers = _headers(tag_of(drawn, key))
    if has_it(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)

    def make() -> bytes:
        with ExitStack() as stack:
            opened = cache(lambda: stack.enter_context(looking_at(ctx, sight)))
            made = grid_map.tile(opened, named, place, sight, partial(_held, ctx, sight, drawn))
        return pack(made) if made else b""

    kept = office.tiles.once(key, make, len)
    if not kept:
        return Response(status_code=204, headers=headers)
    if unpacks(request):
        return Response(kept, headers=headers | {"Content-Encoding": "gzip"}, media_type=TILE)
    return Response(unpacked(kept), headers=headers, media_type=TILE)


@router.get("/features/{layer}", response_class=Response)
def features(
    layer: Literal["grids", "buildings"],
    request: Request,
    asked: Asked = Depends(asked_map),
    after: str | None = Query(None, max_length=60),
    limit: int = Query(100, ge=1, le=10_000),
    actor: Actor = Depends(allow(*READERS)),
) -> Response:
    """GeoJSON by id, (lon, lat) SRID 4490; `next` is the `after` of the next page."""
    sight, ctx = sighted(request, actor, asked)
    drawn = drawn_in(ctx, sight)
    headers = _headers(tag_of(drawn, key_of(sight, drawn, layer, after, limit)))
    if has_it(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    page = _building_page(ctx, sight, drawn, after, limit) if layer == "buildings" else None
    if page is None:
        of_layer = grid_map.grid_page if layer == "grids" else grid_map.building_page
        with looking_at(ctx, sight) as connection:
            page = of_layer(connection, sight, after, limit)
    content = (
        f'{{"type":"FeatureCollection","features":[{page.features}],"numberReturned":{page.shown},"next":{json.dumps(page.next)}}}'.encode()
    )
    return packed(request, content, headers, "application/geo+json")


def _held(ctx: Ctx, sight: Sight, drawn: Drawn, zoom: int) -> TileLayer | None:
    """The buildings of one state at a zoom, where it is asked about so often that it is worth holding."""
    make = partial(grid_map.building_layer, sight=sight, zoom=zoom, most=MOST_HELD)
    return ctx.office.layers.get(key_of(sight, drawn, "tiles", zoom), partial(_as_drawn, ctx, sight, drawn, make))


def _building_page(ctx: Ctx, sight: Sight, drawn: Drawn, after: str | None, limit: int) -> Page | None:
    """From all pages of one state, where it is asked about so often; None: ask the database."""
    make = partial(grid_map.building_texts, sight=sight, after=None, limit=MOST_HELD)
    held = ctx.office.layers.get(key_of(sight, drawn, "texts"), partial(_as_drawn, ctx, sight, drawn, make))
    whole = held is not None and len(held.ids) <= MOST_HELD
    return held.page(after, limit) if held and whole else None


def _as_drawn(ctx: Ctx, sight: Sight, drawn: Drawn, make: Callable[[Connection], T | None]) -> T | None:
    """On another thread, and so on a connection of its own; nothing where the map is in another state by then."""
    with looking_at(ctx, sight) as connection:
        made = make(connection)
        return made if drawn_for(connection, sight) == drawn else None


def _layers(asked: str) -> tuple[str, ...]:
    """In the order of LAYERS, each once. Raises LayerUnknown."""
    named = set(asked.split(","))
    if named - {*LAYERS}:
        raise LayerUnknown(known=LAYERS)
    return tuple(layer for layer in LAYERS if layer in named)


def _place(z: int, x: int, y: int) -> tuple[int, int, int]:
    """Raises TileOutOfRange."""
    zoom = min(max(z, 0), LAST_ZOOM)
    if z != zoom or not (0 <= x < 2**z and 0 <= y < 2**z):
        raise TileOutOfRange(zoom_limit=LAST_ZOOM, zoom=zoom, limit=2**zoom - 1)
    return z, x, y


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Authorization, Cookie"}
