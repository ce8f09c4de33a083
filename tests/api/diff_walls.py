"""Who may call which route of comparing plans: the part of the table of test_walls that speaks of it."""

from __future__ import annotations

WEIGHERS = {"planner", "approver", "desk", "auditor"}
READERS = {"planner", "approver", "desk", "auditor", "reporter", "admin", "warden"}
DIFFERENCES: dict[str, set[str]] = {
    "POST /api/communities/{code}/plans-import": {"planner"},
    "GET /api/plans/{plan}/file": READERS,
    "GET /api/plans/{plan}/difference": WEIGHERS,
    "GET /api/plans/{plan}/difference/buildings": WEIGHERS,
    "GET /api/plans/{plan}/hand-overs": WEIGHERS | {"warden"},
    "GET /api/plans/{plan}/cover": WEIGHERS,
    "GET /api/plans/{plan}/difference/map": WEIGHERS,
}
