"""Who may call which route of the registers of decided facts: the part of the table of test_walls that speaks of them."""

from __future__ import annotations

READERS = {"planner", "approver", "desk", "auditor", "reporter", "admin", "warden"}
ALL = READERS | {"public"}
DESK, PLANNER, APPROVER = {"desk"}, {"planner"}, {"approver"}
KINDS = {"policy": "pub", "summons": "smn", "joint": "jnt", "training": "trn"}
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
    f"GET {C}/register-gaps": READERS,
    f"POST {C}/commitments": DESK | PLANNER,
    f"POST {C}/commitments/withdrawal": DESK | PLANNER,
    f"POST {C}/rule-documents": PLANNER | APPROVER,
    f"POST {C}/rule-documents/repeal": PLANNER | APPROVER,
    f"POST {C}/policies": PLANNER,
    f"POST {C}/policies/{{policy}}/consultations": DESK,
    f"POST {C}/policies/{{policy}}/publication": APPROVER,
    f"POST {C}/summonses": DESK | PLANNER,
    "POST /api/summonses/{summons}/consent": APPROVER,
    "POST /api/summonses/{summons}/refusal": APPROVER,
    "POST /api/summonses/{summons}/issue": DESK | PLANNER,
    f"POST {C}/pilots": PLANNER | APPROVER,
    f"POST {C}/pilots/{{pilot}}/ending": PLANNER | APPROVER,
    f"POST {C}/joint-work": PLANNER | APPROVER,
    "POST /api/joint-work/{joint}/meetings": PLANNER | APPROVER,
    "POST /api/joint-work/{joint}/letters": PLANNER | APPROVER,
    f"POST {C}/trainings": DESK,
    "POST /api/trainings/{training}/tests": DESK,
    f"GET {C}/trainings/own": {"warden"},
    "POST /api/appraisals/{appraisal}/measurement": DESK | PLANNER | APPROVER,
}
SOME_AWARD = {"name": "commendations", "year": "2026", "award": "1", "pilot": "1"}
SOME_AWARD |= {name: f"{kind}-0000000000000000" for name, kind in KINDS.items()}
