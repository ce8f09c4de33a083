"""The map as tiles and GeoJSON."""

from __future__ import annotations

from tests.api.walls.roles import READERS

MAPS: dict[str, set[str]] = {
    "GET /api/tiles/{layers}.json": READERS,
    "GET /api/tiles/{layers}/{z}/{x}/{y}.mvt": READERS,
    "GET /api/features/{layer}": READERS,
    "GET /api/plans/{plan}/picture": READERS,
}
