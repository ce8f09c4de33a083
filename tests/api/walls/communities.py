"""Who may call which route of the outer face, accounts, communities and their land, questions to the journal, the clocks."""

from __future__ import annotations

from tests.api.walls.roles import ADMIN, ALL, APPROVER, AUDITOR, DESK, PLANNER, PUBLIC, READERS, C

COMMUNITIES: dict[str, set[str]] = {
    "GET /api/texts": ALL,
    "GET /api/communities": READERS,
    "POST /api/communities": PLANNER | ADMIN,
    f"GET {C}": READERS,
    f"POST {C}/profile": APPROVER | ADMIN,
    f"POST {C}/buildings": PLANNER,
    f"POST {C}/households-import": DESK,
    f"GET {C}/lineage": READERS,
    f"POST {C}/merge": APPROVER,
    f"POST {C}/name": APPROVER,
    f"POST {C}/dissolution": APPROVER,
    f"GET {C}/bodies": READERS,
    f"POST {C}/bodies": APPROVER,
    f"POST {C}/bodies/{{kind}}/abolition": APPROVER,
    "POST /api/buildings/{building}/count": DESK,
    "POST /api/buildings/{building}/address": DESK,
    "POST /api/buildings/{building}/demolition": DESK,
    "GET /api/whois": READERS,
    "GET /api/history/{subject}": READERS,
    f"GET {C}/buildings": READERS,
    "GET /api/public/whois": ALL,
    "GET /api/public/communities/{code}/grids": ALL,
    "POST /api/public/communities/{code}/tickets": DESK | PUBLIC,
    "GET /api/public/tickets/{number}": ALL,
    "GET /sheet/{code}": READERS,
    "GET /api/jobs": AUDITOR | ADMIN,
    "GET /api/proofs/checkpoint": ALL,
    "GET /api/proofs/consistency": ALL,
    "GET /api/proofs/inclusion": AUDITOR,
    "GET /api/proofs/bundle": AUDITOR,
    f"GET {C}/reminders": READERS,
}
