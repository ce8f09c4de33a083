"""Who may call which route of a community's structure: the part of the table of test_walls that speaks of it."""

from __future__ import annotations

READERS = {"planner", "approver", "desk", "auditor", "reporter", "admin", "warden"}
ALL = READERS | {"public"}
DESK, PLANNER, APPROVER = {"desk"}, {"planner"}, {"approver"}
C = "/api/communities/{code}"
STRUCTURE: dict[str, set[str]] = {
    f"GET {C}/organisations": READERS,
    f"GET {C}/organisations/nearest-grid": DESK | PLANNER,
    f"POST {C}/organisations": DESK,
    f"POST {C}/organisations/filing": DESK | PLANNER,
    "POST /api/organisations/{organisation}/particulars": DESK,
    "POST /api/organisations/{organisation}/filing": DESK,
    "POST /api/organisations/{organisation}/closing": DESK,
    f"GET {C}/party-groups": READERS,
    f"POST {C}/party-groups": DESK,
    f"POST {C}/party-groups/{{grid}}/count": DESK,
    f"POST {C}/party-groups/{{grid}}/dissolution": DESK,
}
STRUCTURE |= {
    "POST /api/buildings/{building}/count": DESK,
    "POST /api/buildings/{building}/address": DESK,
    "POST /api/buildings/{building}/demolition": DESK,
    f"GET {C}/lineage": READERS,
    f"POST {C}/merge": APPROVER,
    f"POST {C}/name": APPROVER,
    f"POST {C}/dissolution": APPROVER,
    f"GET {C}/bodies": READERS,
    f"POST {C}/bodies": APPROVER,
    f"POST {C}/bodies/{{kind}}/abolition": APPROVER,
}
STRUCTURE[f"GET {C}/posts/{{post}}/neighbours"] = DESK | PLANNER
STAFF = {"planner", "approver", "desk", "auditor", "warden"}
STRUCTURE |= {
    f"GET {C}/building-heads": STAFF,
    f"POST {C}/building-groups": DESK,
    f"POST {C}/building-groups/{{group}}/dissolution": DESK,
    f"POST {C}/building-groups/{{group}}/head": DESK,
    f"POST {C}/building-groups/{{group}}/relief": DESK,
    f"POST {C}/building-groups/{{group}}/allowances": DESK,
    f"GET {C}/teams": STAFF,
    f"POST {C}/teams": DESK,
    f"POST {C}/teams/{{member}}/leaving": DESK,
}
STRUCTURE |= {
    f"GET {C}/facilities": READERS,
    f"POST {C}/facilities": DESK | PLANNER,
    "POST /api/facilities/{facility}/closing": DESK | PLANNER,
    f"GET {C}/facilities/circle": {"planner", "approver", "desk", "auditor"},
}
SOME_STRUCTURE = {
    "building": "bld-0000000000000000",
    "organisation": "org-0000000000000000",
    "kind": "station",
    "facility": "fac-0000000000000000",
    "group": "bgp-0000000000000000",
    "member": "tmb-0000000000000000",
}
