"""Who may call which route about the installation itself."""

from __future__ import annotations

from tests.api.walls.roles import ADMIN, AUDITOR

HERE = "/api/installation"
INSTALLATION: dict[str, set[str]] = {
    f"GET {HERE}": ADMIN | AUDITOR,
    f"POST {HERE}/parked/{{view}}/{{stream}}/release": ADMIN,
    f"POST {HERE}/rebuilds": ADMIN,
    f"GET {HERE}/rebuilds/{{run}}": ADMIN,
}
