"""The standard's own documents: landing page, conformance, collections, pages of features, with the links that lead on."""

from __future__ import annotations

import json
from typing import Any

from api.ogc.collections import Collection
from api.ogc.seeing import Extent
from api.texts import text
from projections.map_features import Page

JSON, GEOJSON = "application/json", "application/geo+json"
OPENAPI, HTML, QGIS = "application/vnd.oai.openapi+json;version=3.1", "text/html", "application/x-qgis-project"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
PART_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
CONFORMS_TO = (f"{PART_1}/core", f"{PART_1}/geojson", f"{PART_1}/html")
"""Not oas30: the API is described in OpenAPI 3.1. Not part 2: shapes are told in CRS84 alone."""


def link(href: str, rel: str, media: str, title: str = "") -> dict[str, str]:
    return {"href": href, "rel": rel, "type": media} | ({"title": title} if title else {})


def landing(base: str, language: str) -> dict[str, Any]:
    """base: where the application stands, with a slash at its end."""
    return {
        "title": text("ogc.landing.title", language),
        "description": text("ogc.landing.description", language),
        "links": [
            link(f"{base}ogc", "self", JSON),
            link(f"{base}openapi.json", "service-desc", OPENAPI),
            link(f"{base}docs", "service-doc", HTML),
            link(f"{base}ogc/conformance", "conformance", JSON),
            link(f"{base}ogc/collections", "data", JSON),
            link(f"{base}ogc/minqing.qgs", "related", QGIS, text("ogc.project.title", language)),
        ],
    }


def described(base: str, collection: Collection, extent: Extent, language: str) -> dict[str, Any]:
    here = f"{base}ogc/collections/{collection.id}"
    told: dict[str, Any] = {"temporal": {"interval": [[extent.began and extent.began.isoformat(), None]], "trs": GREGORIAN}}
    if extent.box:
        told["spatial"] = {"bbox": [list(extent.box)], "crs": CRS84}
    return {
        "id": collection.id,
        "title": text(collection.title, language),
        "description": text(collection.description, language),
        "extent": told,
        "itemType": "feature",
        "crs": [CRS84],
        "links": [link(here, "self", JSON), link(f"{here}/items", "items", GEOJSON, text(collection.title, language))],
    }


def feature_page(page: Page, links: list[dict[str, str]]) -> str:
    shown = f'"numberReturned":{len(page.features)},"links":{json.dumps(links)}'
    return f'{{"type":"FeatureCollection","features":[{",".join(page.features)}],{shown}}}'


def feature(told: str, links: list[dict[str, str]]) -> str:
    return f'{told[:-1]},"links":{json.dumps(links)}}}'
