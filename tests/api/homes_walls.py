"""Who may call the routes of grids' facts: the part of the table of test_walls that speaks of them."""

from __future__ import annotations

C = "/api/communities/{code}"
HOMES: dict[str, set[str]] = {
    f"GET {C}/six-clear": {"planner", "approver", "desk", "auditor", "warden"},
    f"GET {C}/organisation-tree": {"planner", "approver", "desk", "auditor", "warden"},
    f"GET {C}/difficulty": {"planner", "approver", "desk", "auditor"},
    f"POST {C}/difficulty": {"approver"},
}
