"""Who may call which route of the door: one's own sessions, password and second factor; accounts; the log."""

from __future__ import annotations

from tests.api.walls.roles import ADMIN, ALL, AUDITOR, READERS, WARDEN

A = "/api/accounts/{account}"

DOOR: dict[str, set[str]] = {
    "GET /api/session": ALL,
    "DELETE /api/session": READERS,
    "GET /api/session/phone-key": WARDEN,
    "GET /api/sessions": READERS,
    "DELETE /api/sessions/{session}": READERS,
    "POST /api/oidc/sign-out": READERS,
    "POST /api/password": READERS,
    "GET /api/settings/desk-filters": READERS,
    "POST /api/settings/desk-filters": READERS,
    "POST /api/second-factor": READERS,
    "POST /api/second-factor/confirmation": READERS,
    "POST /api/second-factor/removal": READERS,
    "GET /api/accounts": ADMIN | AUDITOR,
    "POST /api/accounts": ADMIN,
    f"POST {A}/reset": ADMIN,
    f"POST {A}/closing": ADMIN,
    f"POST {A}/reopening": ADMIN,
    f"POST {A}/role": ADMIN,
    f"POST {A}/second-factor-removal": ADMIN,
    f"POST {A}/identity": ADMIN,
    f"POST {A}/unlocking": ADMIN,
    f"GET {A}/sessions": ADMIN | AUDITOR,
    f"DELETE {A}/sessions/{{session}}": ADMIN,
    "GET /api/access-log": AUDITOR | ADMIN,
}
