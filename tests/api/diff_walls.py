"""Who may call which route of comparing plans: the part of the table of test_walls that speaks of it."""

from __future__ import annotations

WEIGHERS = {"planner", "approver", "desk", "auditor"}
DIFFERENCES: dict[str, set[str]] = {
    "GET /api/plans/{plan}/difference": WEIGHERS,
    "GET /api/plans/{plan}/difference/buildings": WEIGHERS,
    "GET /api/plans/{plan}/cover": WEIGHERS,
    "GET /api/plans/{plan}/difference/map": WEIGHERS,
}
