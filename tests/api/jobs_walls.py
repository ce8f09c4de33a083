"""Who may look at the clocks: the part of the table of test_walls that speaks of them."""

from __future__ import annotations

JOBS: dict[str, set[str]] = {
    "GET /api/jobs": {"admin", "auditor"},
    "GET /api/communities/{code}/reminders": {"planner", "approver", "desk", "auditor", "reporter", "admin", "warden"},
}
