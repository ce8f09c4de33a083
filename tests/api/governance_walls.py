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
    f"GET {C}/certificate-types": ALL,
    f"POST {C}/certificate-types": PLANNER | APPROVER,
    f"POST {C}/certificate-types/cancellation": PLANNER | APPROVER,
    f"GET {C}/certificates": READERS,
    f"POST {C}/certificates": DESK | {"warden"},
    "GET /api/certificates/{certificate}": {"desk", "auditor", "warden"},
    "POST /api/certificates/{certificate}/issue": DESK,
    "POST /api/certificates/{certificate}/refusal": DESK,
    f"GET {C}/seal": READERS,
    f"POST {C}/seal/uses": DESK,
    f"POST {C}/seal/misuses": {"desk", "auditor", "planner"},
    f"POST {C}/seal/misuses/{{report}}/settlement": APPROVER,
    f"GET {C}/meetings": READERS,
    f"GET {C}/meeting-compliance": READERS,
    "GET /api/public/communities/{code}/minutes": ALL,
    f"POST {C}/meetings": DESK,
    "POST /api/meetings/{meeting}/agenda": DESK,
    "POST /api/meetings/{meeting}/leave": {"desk", "warden", "planner", "approver"},
    "POST /api/meetings/{meeting}/leave/settlement": DESK,
    "POST /api/meetings/{meeting}/holding": DESK,
    "POST /api/meetings/{meeting}/decisions": DESK,
    "GET /api/meetings/{meeting}/decisions/{decision}": {"desk", "auditor"},
    "POST /api/meetings/{meeting}/decisions/{decision}/tickets": DESK,
    "POST /api/meetings/{meeting}/minutes": DESK,
    f"POST {C}/reports": DESK | {"warden"},
    f"GET {C}/appraisals": READERS,
    f"POST {C}/schemes": PLANNER | APPROVER,
    "POST /api/schemes/{scheme}/appraisals": DESK | PLANNER | APPROVER,
    "POST /api/appraisals/{appraisal}/scores": DESK | PLANNER | APPROVER,
    "POST /api/appraisals/{appraisal}/closing": PLANNER | APPROVER,
    f"GET {C}/ratings": READERS,
    f"POST {C}/ratings": DESK | PLANNER,
}
SOME_REGISTER = {
    "scheme": "sch-0000000000000000",
    "appraisal": "apr-0000000000000000",
    "meeting": "mtg-0000000000000000",
    "decision": "1",
    "admission": "adm-0000000000000000",
    "certificate": "cer-0000000000000000",
    "report": "1",
}
