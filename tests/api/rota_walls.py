"""Who may call which route of rotas, ledgers and notices: the part of the table of test_walls that speaks of them."""

from __future__ import annotations

READERS = {"planner", "approver", "desk", "auditor", "reporter", "admin", "warden"}
ALL = READERS | {"public"}
DESK = {"desk"}
C = "/api/communities/{code}"
ROTA: dict[str, set[str]] = {
    f"GET {C}/rota": READERS,
    f"GET {C}/rota/{{month}}": READERS,
    f"POST {C}/rota": DESK,
    f"POST {C}/rota/{{month}}/confirmation": {"desk", "approver"},
    f"POST {C}/rota/{{month}}/swaps": DESK,
    f"POST {C}/rota/{{month}}/shifts/{{shift}}": DESK,
    "GET /api/calendar": ALL,
    "POST /api/calendar": {"admin"},
    "GET /api/public/communities/{code}/opening": ALL,
    f"GET {C}/ledgers": READERS,
    f"GET {C}/ledgers/{{ledger}}": READERS,
    "GET /api/public/communities/{code}/board": ALL,
    f"POST {C}/notices": DESK,
    f"POST {C}/notices/{{number}}/removal": DESK,
    f"POST {C}/telephones": DESK,
    f"POST {C}/cards": DESK,
    f"GET {C}/cards": {"desk", "warden"},
    f"POST {C}/calls": {"desk", "warden"},
    f"GET {C}/calls": {"desk", "auditor", "approver"},
    "GET /api/calls/{call_id}": {"desk", "auditor"},
    f"GET {C}/diary/{{on}}": READERS,
    f"GET {C}/weekly-report/{{on}}": READERS,
}
SOME_TURN = {"month": "2026-12", "shift": "20261201-noon-1", "ledger": "residents", "call_id": "cll-0000000000000000"}
