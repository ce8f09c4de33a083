"""The map as tiles and GeoJSON."""

from __future__ import annotations

from tests.api.walls.roles import ALL, READERS

MAPS: dict[str, set[str]] = {
    "GET /api/tiles/{layers}.json": READERS,
    "GET /api/tiles/{layers}/{z}/{x}/{y}.mvt": READERS,
    "GET /api/features/{layer}": READERS,
    "GET /api/plans/{plan}/picture": READERS,
    "GET /ogc": ALL,
    "GET /ogc/conformance": ALL,
    "GET /ogc/collections": ALL,
    "GET /ogc/collections/{collection}": ALL,
    "GET /ogc/collections/{collection}/items": ALL,
    "GET /ogc/collections/{collection}/items/{feature}": ALL,
    "GET /ogc/minqing.qgs": ALL,
}
