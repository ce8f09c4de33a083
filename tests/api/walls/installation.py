"""Who may call which route about the installation itself."""

from __future__ import annotations

from tests.api.walls.roles import ADMIN, ALL, AUDITOR, READERS

HERE = "/api/installation"
INSTALLATION: dict[str, set[str]] = {
    f"GET {HERE}": ADMIN | AUDITOR,
    f"POST {HERE}/parked/{{view}}/{{stream}}/release": ADMIN,
    f"POST {HERE}/rebuilds": ADMIN,
    f"GET {HERE}/rebuilds/{{run}}": ADMIN,
    "GET /api/calendar/years/{year}": READERS,
    "POST /api/calendar/years/{year}": ADMIN,
    "GET /api/calendar/changes": READERS,
    "GET /api/profiles": READERS,
    "GET /api/profiles/{profile}": READERS,
    "GET /api/basemap": READERS,
    "GET /api/basemap/choices": ADMIN | AUDITOR,
    "POST /api/basemap": ADMIN,
    "GET /api/basemap/file": READERS,
    "GET /api/basemap/tianditu/{layer}/{z}/{x}/{y}": READERS,
    "GET /api/public/basemap": ALL,
    "GET /api/public/basemap/file": ALL,
    "GET /api/public/basemap/tianditu/{layer}/{z}/{x}/{y}": ALL,
}
