"""What other systems read and bring: the event feed, Open311."""

from __future__ import annotations

from tests.api.walls.roles import ALL, APPROVER, AUDITOR, DESK

S = "/api/feed/subscriptions"
OPEN311 = "/open311/v2"
FEEDS: dict[str, set[str]] = {
    "GET /api/feed": APPROVER | DESK | AUDITOR,
    **{
        f"GET {OPEN311}/{what}.{{suffix}}": ALL
        for what in ("discovery", "services", "services/{category}", "requests", "requests/{number}")
    },
    f"GET {OPEN311}/requests/{{number}}/history.{{suffix}}": ALL,
    f"GET {OPEN311}/tokens/{{number}}.{{suffix}}": ALL,
    f"POST {OPEN311}/requests.{{suffix}}": ALL,
    **dict.fromkeys(
        (
            f"GET {S}",
            f"POST {S}",
            f"GET {S}/{{subscription}}",
            f"DELETE {S}/{{subscription}}",
            *(f"POST {S}/{{subscription}}/{act}" for act in ("pause", "resumption", "secret", "dead/retry", "dead/removal")),
            f"GET {S}/{{subscription}}/dead",
        ),
        APPROVER | DESK | AUDITOR,
    ),
    "GET /api/feed/schemas": ALL,
    "GET /api/feed/schemas/{name}/{version}": ALL,
}
