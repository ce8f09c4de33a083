"""Who may call which route of the books: the part of the table of test_walls that speaks of them."""

from __future__ import annotations

READERS = {"planner", "approver", "desk", "auditor", "reporter", "admin", "warden"}
ALL = READERS | {"public"}
DESK, CHECKERS, FIELD = {"desk"}, {"auditor", "approver"}, {"desk", "warden"}
CARERS = FIELD | CHECKERS
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
    f"GET {C}/site-issues": READERS,
    f"POST {C}/site-issues": FIELD,
    "GET /api/site-issues/{entry}": READERS,
    "POST /api/site-issues/{entry}/resolution": FIELD,
    "POST /api/site-issues/{entry}/comparison": CHECKERS | DESK,
    f"GET {C}/site-issue-draws": READERS,
    f"POST {C}/site-issue-draws": CHECKERS,
    f"GET {C}/copies": CARERS,
    f"POST {C}/copies": DESK,
    "GET /api/copies/{entry}": CARERS,
    "POST /api/copies/{entry}/reuse": DESK,
    "POST /api/copies/{entry}/demand": FIELD,
    f"GET {C}/guidance-fund": READERS,
    f"POST {C}/guidance-fund": {"approver"},
    f"POST {C}/guidance-fund/uses": DESK,
    f"GET {C}/pay": DESK | CHECKERS,
    f"POST {C}/pay": {"approver"},
    "GET /api/pay/{entry}": DESK | CHECKERS,
    f"GET {C}/projects": READERS,
    f"POST {C}/projects": DESK,
    "GET /api/projects/{entry}": READERS,
    "POST /api/projects/{entry}/claim": DESK | {"planner"},
    "POST /api/projects/{entry}/audit": CHECKERS,
    f"GET {C}/qualifications": READERS,
    f"POST {C}/qualifications": DESK,
    "GET /api/qualifications/{entry}": READERS,
    "POST /api/qualifications/{entry}/end": DESK,
    f"GET {C}/pairings": READERS,
    f"POST {C}/pairings": FIELD,
    f"POST {C}/pairings/activities": FIELD,
    f"POST {C}/pairings/end": DESK,
    f"GET {C}/duty-filings": READERS,
    f"POST {C}/duty-filings": DESK | {"planner"},
    f"POST {C}/duty-filings/drop": DESK | {"planner"},
    f"POST {C}/duty-filings/filing": {"approver"},
    f"GET {C}/integrations": READERS,
    f"POST {C}/integrations": {"planner", "approver"},
    f"POST {C}/integrations/retire": {"planner", "approver"},
    f"GET {C}/ledger-templates": READERS,
    f"POST {C}/ledger-templates": {"planner", "approver"},
    f"POST {C}/ledger-templates/report": DESK,
    f"GET {C}/inspection-draws": READERS,
    f"POST {C}/inspection-draws": CHECKERS,
}
SOME_ENTRY = {"entry": "ins-0000000000000000"}
