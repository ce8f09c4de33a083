"""Who may call which route of organisations, party groups, facilities, teams, building groups, difficulty."""

from __future__ import annotations

from tests.api.walls.roles import APPROVER, AUDITOR, DESK, PLANNER, READERS, WARDEN, C

STRUCTURE: dict[str, set[str]] = {
    f"GET {C}/organisations": READERS,
    f"GET {C}/organisations/nearest-grid": PLANNER | DESK,
    f"POST {C}/organisations": DESK,
    f"POST {C}/organisations/filing": PLANNER | DESK,
    "POST /api/organisations/{organisation}/particulars": DESK,
    "POST /api/organisations/{organisation}/filing": DESK,
    "POST /api/organisations/{organisation}/closing": DESK,
    f"GET {C}/party-groups": READERS,
    f"POST {C}/party-groups": DESK,
    f"POST {C}/party-groups/{{grid}}/count": DESK,
    f"POST {C}/party-groups/{{grid}}/dissolution": DESK,
    f"GET {C}/facilities": READERS,
    f"POST {C}/facilities": PLANNER | DESK,
    "POST /api/facilities/{facility}/closing": PLANNER | DESK,
    f"GET {C}/facilities/circle": PLANNER | APPROVER | DESK | AUDITOR,
    f"GET {C}/building-heads": PLANNER | APPROVER | DESK | AUDITOR | WARDEN,
    f"POST {C}/building-groups": DESK,
    f"POST {C}/building-groups/{{group}}/dissolution": DESK,
    f"POST {C}/building-groups/{{group}}/head": DESK,
    f"POST {C}/building-groups/{{group}}/relief": DESK,
    f"POST {C}/building-groups/{{group}}/allowances": DESK,
    f"GET {C}/teams": PLANNER | APPROVER | DESK | AUDITOR | WARDEN,
    f"POST {C}/teams": DESK,
    f"POST {C}/teams/{{member}}/leaving": DESK,
    f"GET {C}/organisation-tree": PLANNER | APPROVER | DESK | AUDITOR | WARDEN,
    f"GET {C}/difficulty": PLANNER | APPROVER | DESK | AUDITOR,
    f"POST {C}/difficulty": APPROVER,
}
