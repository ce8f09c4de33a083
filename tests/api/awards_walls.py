"""Who may call which route of the registers of decided facts: the part of the table of test_walls that speaks of them."""

from __future__ import annotations

READERS = {"planner", "approver", "desk", "auditor", "reporter", "admin", "warden"}
ALL = READERS | {"public"}
DESK, APPROVER = {"desk"}, {"approver"}
C = "/api/communities/{code}"
AWARDS: dict[str, set[str]] = {
    "GET /api/registers": ALL,
    f"GET {C}/registers/{{name}}": READERS,
    "GET /api/public/communities/{code}/registers/{name}": ALL,
    f"GET {C}/target-progress": READERS,
    f"POST {C}/targets": APPROVER,
    f"POST {C}/certification": APPROVER,
    f"POST {C}/certification/withdrawal": APPROVER,
    f"POST {C}/commendations": APPROVER,
    f"POST {C}/commendations/{{year}}/{{award}}/revocation": APPROVER,
}
SOME_AWARD = {"name": "commendations", "year": "2026", "award": "1"}
