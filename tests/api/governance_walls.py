"""Who may call which route of governance: the part of the table of test_walls that speaks of it."""

from __future__ import annotations

READERS = {"planner", "approver", "desk", "auditor", "reporter", "admin", "warden"}
ALL = READERS | {"public"}
DESK, PLANNER, APPROVER = {"desk"}, {"planner"}, {"approver"}
C = "/api/communities/{code}"
GOVERNANCE: dict[str, set[str]] = {
    f"GET {C}/duty-lists": ALL,
    f"POST {C}/duty-lists": PLANNER | APPROVER,
    f"GET {C}/admissions": READERS,
    f"POST {C}/admissions": DESK | PLANNER,
    "POST /api/admissions/{admission}/gate": PLANNER,
    "POST /api/admissions/{admission}/approval": APPROVER,
    "POST /api/admissions/{admission}/rejection": PLANNER | APPROVER,
    "POST /api/admissions/{admission}/entry": DESK,
    "POST /api/admissions/{admission}/withdrawal": DESK | PLANNER,
    f"GET {C}/task-refusals": READERS,
    f"POST {C}/task-refusals": DESK,
    f"GET {C}/funding": READERS,
    f"POST {C}/funding": PLANNER | APPROVER,
}
SOME_REGISTER = {"admission": "adm-0000000000000000"}
