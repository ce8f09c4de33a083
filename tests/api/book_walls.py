"""Who may call which route of the books: the part of the table of test_walls that speaks of them."""

from __future__ import annotations

READERS = {"planner", "approver", "desk", "auditor", "reporter", "admin", "warden"}
ALL = READERS | {"public"}
DESK, CHECKERS = {"desk"}, {"auditor", "approver"}
C = "/api/communities/{code}"
BOOKS: dict[str, set[str]] = {
    f"GET {C}/inspections": READERS,
    "GET /api/public/communities/{code}/inspections": ALL,
    f"POST {C}/inspections": CHECKERS,
    "GET /api/inspections/{entry}": READERS,
    "POST /api/inspections/{entry}/findings": CHECKERS,
    "POST /api/inspections/{entry}/publication": CHECKERS,
    "POST /api/inspections/{entry}/demand": CHECKERS,
    "POST /api/inspections/{entry}/rectification": DESK,
    "POST /api/inspections/{entry}/verification": CHECKERS,
    f"GET {C}/inspection-draws": READERS,
    f"POST {C}/inspection-draws": CHECKERS,
}
SOME_ENTRY = {"entry": "ins-0000000000000000"}
