"""OGC API – Features, part 1, core and GeoJSON: the map for QGIS, GDAL and whatever else speaks the standard."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.calls import allow
from api.compressed import packed
from api.context import Actor
from api.ogc import documents, pages, parameters, project
from api.ogc.collections import COLLECTIONS, Collection, named
from api.ogc.documents import CONFORMS_TO, GEOJSON, HTML, JSON, link
from api.ogc.seeing import extent_of, seeing
from api.scope import READERS
from api.sight import has_it
from api.texts import text
from domain.errors import Unknown
from projections import map_features
from projections.map_features import Wanted

router = APIRouter(prefix="/ogc", tags=["地图 · map"])
EVERYBODY = allow("public", *READERS)
CollectionPath = Annotated[str, Path(max_length=60)]
FeaturePath = Annotated[str, Path(max_length=120)]
Box = Annotated[str | None, Query(description="西,南,东,北（度）/ west,south,east,north in degrees")]
Datetime = Annotated[str | None, Query(description="时刻、日期或起/止 / an instant, a day, or from/to; `..` for an open end")]
Limit = Annotated[str | None, Query(description="每页 1–10000 / features a page")]
Community = Annotated[str | None, Query(description="社区编码 / community code")]
After = Annotated[str | None, Query(description="上一页给出 / told by the page before")]
Form = Annotated[str | None, Query(description="json、geojson 或 html；不给则按 Accept / else by Accept")]
F = "f"

ASKED = (F, "bbox", "datetime", "limit", "community", "after")
"""Known of a collection's own document too, which they do not change: GDAL carries what stands in its source's address everywhere."""


class FeatureUnknown(Unknown):
    code = "ogc.feature_unknown"


@router.get("", response_class=Response)
def landing(request: Request, f: Form = None, actor: Actor = Depends(EVERYBODY)) -> Response:
    """Where everything else is found."""
    parameters.require_known(request.query_params.multi_items(), (F,))
    return _told(request, documents.landing(str(request.base_url), _language(request)))


@router.get("/conformance", response_class=Response)
def conformance(request: Request, f: Form = None, actor: Actor = Depends(EVERYBODY)) -> Response:
    """Which parts of the standard are kept."""
    parameters.require_known(request.query_params.multi_items(), (F,))
    here = link(f"{request.base_url}ogc/conformance", "self", JSON)
    return _told(request, {"conformsTo": CONFORMS_TO, "links": [here]}, "ogc.page.conformance")


@router.get("/collections", response_class=Response)
def collections(request: Request, f: Form = None, actor: Actor = Depends(EVERYBODY)) -> Response:
    """Those that the caller may read; without sign-in the public ones."""
    parameters.require_known(request.query_params.multi_items(), (F,))
    base, mine = str(request.base_url), [one for one in COLLECTIONS if one.is_for(actor)]
    extents = {one.is_open: extent_of(request, actor, one) for one in mine if one.id in ("grids", "public-grids")}
    told = [documents.described(base, one, extents[one.is_open], _language(request)) for one in mine]
    here = link(f"{base}ogc/collections", "self", JSON)
    return _told(request, {"collections": told, "links": [here]}, "ogc.page.collections")


@router.get("/collections/{collection}", response_class=Response)
def one(collection: CollectionPath, request: Request, f: Form = None, actor: Actor = Depends(EVERYBODY)) -> Response:
    parameters.require_known(request.query_params.multi_items(), ASKED)
    known = named(collection)
    return _told(request, documents.described(str(request.base_url), known, extent_of(request, actor, known), _language(request)))


@router.get("/collections/{collection}/items", response_class=Response)
def features(
    collection: CollectionPath,
    request: Request,
    bbox: Box = None,
    datetime: Datetime = None,
    limit: Limit = None,
    community: Community = None,
    after: After = None,
    f: Form = None,
    actor: Actor = Depends(EVERYBODY),
) -> Response:
    """GeoJSON, (lon, lat) in CRS84 (CGCS2000 and WGS 84 differ by centimetres). Without `datetime` as of now; an instant: as of then; a
    span: each version that held in it."""
    known = named(collection)
    parameters.require_known(request.query_params.multi_items(), ASKED)
    asked = {"area": parameters.area_of(bbox), "limit": parameters.limit_of(limit), "after": after}
    page = _page(request, actor, known, community, datetime, **asked)
    here = f"{request.base_url}ogc/collections/{known.id}"
    links = [*_here(request), link(here, "collection", JSON)]
    if page.next:
        links.append(link(str(request.url.include_query_params(after=page.next)), "next", GEOJSON))
    return _told_features(request, documents.feature_page(page, links), known.title)


@router.get("/collections/{collection}/items/{feature}", response_class=Response)
def feature(
    collection: CollectionPath, feature: FeaturePath, request: Request, f: Form = None, actor: Actor = Depends(EVERYBODY)
) -> Response:
    """By a version's id; by the id of a grid, group or ticket alone: as it is now."""
    known = named(collection)
    parameters.require_known(request.query_params.multi_items(), (F,))
    page = _page(request, actor, known, None, "../.." if "." in feature else None, one=feature, limit=1)
    if not page.features:
        raise FeatureUnknown()
    here = f"{request.base_url}ogc/collections/{known.id}"
    links = [*_here(request), link(here, "collection", JSON)]
    return _told_features(request, documents.feature(page.features[0], links), known.title)


@router.get("/minqing.qgs", response_class=Response)
def qgis(
    request: Request,
    authcfg: Annotated[str | None, Query(pattern="^[0-9a-zA-Z]{7}$", description="QGIS 认证配置 / id of the login kept in QGIS")] = None,
    actor: Actor = Depends(EVERYBODY),
) -> Response:
    """A QGIS project of what the caller may read: these collections and the vector tiles, with styles. No token is in it."""
    known = named("grids" if actor.role in READERS else "public-grids")
    content = project.drawn(str(request.base_url), actor, extent_of(request, actor, known).box, authcfg, _language(request))
    answer = _sent(request, content.encode(), documents.QGIS)
    answer.headers["Content-Disposition"] = 'attachment; filename="minqing.qgs"'
    return answer


def _page(
    request: Request, actor: Actor, known: Collection, community: str | None, datetime: str | None, **asked: Any
) -> map_features.Page:
    with seeing(request, actor, known, community) as (connection, sight):
        span = parameters.span_of(datetime, sight.at)
        wanted = Wanted(sight.communities, sight.grids if known.by_grid else None, span.since, span.until, span.until or sight.at)
        return map_features.page(connection, known.kind, replace(wanted, **asked))


def _language(request: Request) -> str:
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh"


def _told(request: Request, content: dict[str, Any], title: str = "ogc.landing.title") -> Response:
    """title: of the page, where the document has none."""
    content = content | {"links": [*content["links"], _other(request, JSON)]}
    if _is_page(request):
        return _shown(request, content, title)
    return _sent(request, json.dumps(content, ensure_ascii=False).encode(), JSON)


def _told_features(request: Request, content: str, title: str) -> Response:
    """content: GeoJSON, its links in it."""
    return _shown(request, json.loads(content), title) if _is_page(request) else _sent(request, content.encode(), GEOJSON)


def _shown(request: Request, told: dict[str, Any], title: str) -> Response:
    language = _language(request)
    return _sent(request, pages.page(told, text(title, language), language), HTML)


def _is_page(request: Request) -> bool:
    return parameters.is_for_people(request.query_params.get(F), request.headers.get("accept", ""))


def _here(request: Request) -> list[dict[str, str]]:
    """Of features: this answer, and the same in the other form (17-069r4, 7.15.5)."""
    return [link(str(request.url), "self", HTML if _is_page(request) else GEOJSON), _other(request, GEOJSON)]


def _other(request: Request, media: str) -> dict[str, str]:
    form, other = ("json", media) if _is_page(request) else ("html", HTML)
    return link(str(request.url.include_query_params(f=form)), "alternate", other)


def _sent(request: Request, content: bytes, media: str) -> Response:
    """With the tag of what it says; 304 for who has it."""
    tag = f'W/"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept, Accept-Encoding, Accept-Language, Authorization, Cookie"}
    return Response(status_code=304, headers=headers) if has_it(request, tag) else packed(request, content, headers, media)
