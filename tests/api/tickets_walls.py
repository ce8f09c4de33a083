"""Who may call which route of tickets, beside those of test_walls: routes of classes, the intake queue, figures, cases."""

from __future__ import annotations

READERS = {"planner", "approver", "desk", "auditor", "reporter", "admin", "warden"}
C = "/api/communities/{code}"
ON_ITS_WAY = {"desk", "warden", "approver"}
TICKETS: dict[str, set[str]] = {
    f"POST {C}/tickets/on-the-spot": {"desk", "warden"},
    "POST /api/tickets/{stream}/classification": ON_ITS_WAY,
    "POST /api/tickets/{stream}/dispatch": ON_ITS_WAY,
    "POST /api/tickets/{stream}/feedback": ON_ITS_WAY,
    f"GET {C}/intake": READERS,
    f"POST {C}/intake/next": {"desk"},
    f"GET {C}/closed-levels": READERS,
    "POST /api/appraisals/{appraisal}/reporting": {"desk", "planner", "approver"},
    f"GET {C}/appraisal-compliance": READERS,
    f"POST {C}/similar-cases": {"desk", "warden"},
    f"GET {C}/cases": READERS,
    "GET /api/public/communities/{code}/cases": READERS | {"public"},
    f"POST {C}/cases": {"desk"},
    "GET /api/cases/{entry}": READERS,
    "POST /api/cases/{entry}/revision": {"desk"},
    "POST /api/cases/{entry}/return": {"approver"},
    "POST /api/cases/{entry}/publication": {"approver"},
    "POST /api/cases/{entry}/withdrawal": {"approver"},
    "GET /api/public/communities/{code}/durations": READERS | {"public"},
}
SOME_TICKETS: dict[str, str] = {}
