"""Who may call which route of proposals: the part of the table of test_walls that speaks of them."""

from __future__ import annotations

READERS = {"planner", "approver", "desk", "auditor", "reporter", "admin", "warden"}
PLANNER = {"planner"}
C = "/api/communities/{code}"
PROPOSALS: dict[str, set[str]] = {
    f"POST {C}/proposals": PLANNER,
    "GET /api/proposals/{run}": PLANNER,
    "POST /api/proposals/{run}/stop": PLANNER,
    f"POST {C}/dividing-lines": PLANNER,
    f"GET {C}/dividing-lines": READERS,
}
SOME_RUN = {"run": "run-0000000000000000"}
