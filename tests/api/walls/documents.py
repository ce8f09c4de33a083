"""Documents to print and to keep."""

from __future__ import annotations

from tests.api.walls.roles import APPROVER, AUDITOR, DESK, PLANNER, READERS, WARDEN, C, P

DOCUMENTS: dict[str, set[str]] = {
    f"GET {C}/documents": READERS,
    f"GET {C}/documents/{{name}}.{{form}}": READERS,
    "GET /api/meetings/{meeting}/documents/{name}.{form}": READERS,
    f"GET {P}/documents/{{name}}.{{form}}": PLANNER | APPROVER | DESK | AUDITOR | WARDEN,
}
