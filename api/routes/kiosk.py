"""The public layers of the hall's screen (/kiosk): read by everybody, staff too, in sessions that PostgreSQL shows no home."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from psycopg import Connection

from api import cards, kiosk, paths
from api.calls import allow, office_of
from api.commands.evidence import hold_community, profile_of
from api.context import PUBLIC, Ctx
from api.scope import READERS
from api.scoped import reading
from api.sight import has_it
from domain.ids import CommunityId
from domain.policy import PolicyProfile
from projections import grid_map, lineage, public_map

EVERYBODY = ("public", *READERS)
router = APIRouter(prefix="/api/public/communities", tags=["居民 · residents"], dependencies=[Depends(allow(*EVERYBODY))])
SVG = "image/svg+xml"


@router.get("")
def communities(request: Request) -> dict[str, Any]:
    """Those with a map that is in force: code and name."""
    office = office_of(request)
    with office.publicly() as connection:
        return {"communities": public_map.communities(connection, office.clock())}


@router.get("/{code}")
def community(code: str, request: Request) -> dict[str, Any]:
    """Its name, and the kinds of matters that one may report."""
    _, name, profile = _of(request, code)
    listed = [{"category": key, "zh": one.title, "en": one.english or one.title} for key, one in profile.categories.items()]
    return {"code": code, "name": name, "categories": listed}


@router.get("/{code}/places")
def places(code: str, request: Request) -> dict[str, Any]:
    """Estates by name and pinyin initials, with their buildings and the grid of each."""
    with _publicly(request, code, "grids") as (ctx, connection, community):
        return {"estates": kiosk.places(connection, community, ctx.now)}


@router.get("/{code}/map", response_class=Response)
def drawn(code: str, request: Request) -> Response:
    """SVG: a shape a grid (data-grid) and a building (data-building); code, name and number alone are written on it."""
    with _publicly(request, code, "grids") as (ctx, connection, community):
        kept = tuple(lineage.holding(connection, community, ctx.now))
        key = ("public", kept, grid_map.drawn(connection, grid_map.Sight(kept, None, None, ctx.now)))
        content = ctx.office.tiles.get(key)
        if content is None:
            content = kiosk.drawn(connection, community, ctx.now).encode()
            ctx.office.tiles.put(key, content, len(content))
    headers = {"ETag": f'"{sha256(content).hexdigest()[:24]}"', "Cache-Control": "public, no-cache"}
    if has_it(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=SVG)


@router.get("/{code}/grids/{grid}")
def grid(code: str, grid: paths.GridPath, request: Request) -> dict[str, Any]:
    """Who answers for it, who is on duty now, by name and office telephone; the hall's telephones and hours."""
    return _card(request, code, grid)


@router.get("/{code}/grids/{grid}/qr", response_class=Response)
def quick_response(code: str, grid: paths.GridPath, request: Request) -> Response:
    """SVG: a code that opens the grid's card on one's own telephone."""
    _card(request, code, grid)
    made = kiosk.quick_response(cards.address_of(str(request.base_url), code, grid))
    return Response(made, headers={"Cache-Control": "public, no-cache"}, media_type=SVG)


@router.get("/{code}/grids/{grid}/card", response_class=Response)
def contact(code: str, grid: paths.GridPath, request: Request) -> Response:
    """vCard, for a telephone's address book."""
    _, name, _ = _of(request, code)
    made = kiosk.contact(_card(request, code, grid), name)
    headers = {"Content-Disposition": f'attachment; filename="{grid}.vcf"', "Cache-Control": "no-store"}
    return Response(made, headers=headers, media_type="text/vcard; charset=utf-8")


def _card(request: Request, code: str, grid: str) -> dict[str, Any]:
    ctx, _, profile = _of(request, code)
    with _publicly(request, code, *kiosk.VIEWS) as (_, connection, community):
        return kiosk.card(ctx, connection, community, grid, profile)


def _of(request: Request, code: str) -> tuple[Ctx, str, PolicyProfile]:
    """Raises CommunityCodeInvalid, CommunityUnknown."""
    ctx = office_of(request).ctx(PUBLIC)
    owner = hold_community(ctx, code).state
    assert owner is not None
    return ctx, owner.name, profile_of(owner)


@contextmanager
def _publicly(request: Request, code: str, *views: str) -> Iterator[tuple[Ctx, Connection[Any], CommunityId]]:
    """Whoever asks is shown what the public is."""
    with reading(request, PUBLIC, code, *views) as (connection, community):
        yield office_of(request).ctx(PUBLIC), connection, community
