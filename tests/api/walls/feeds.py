"""The event feed for other systems."""

from __future__ import annotations

from tests.api.walls.roles import ALL, APPROVER, AUDITOR, DESK

FEEDS: dict[str, set[str]] = {
    "GET /api/feed": APPROVER | DESK | AUDITOR,
    "GET /api/feed/schemas": ALL,
    "GET /api/feed/schemas/{name}/{version}": ALL,
}
