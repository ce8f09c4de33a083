"""Building groups on the map."""

from __future__ import annotations

from tests.api.walls.roles import APPROVER, AUDITOR, DESK, PLANNER, READERS, C

GROUPS: dict[str, set[str]] = {
    f"GET {C}/groups": READERS,
    f"GET {C}/building-groups/proposal": PLANNER | APPROVER | DESK | AUDITOR,
    f"GET {C}/building-groups/checks": PLANNER | APPROVER | DESK | AUDITOR,
    f"POST {C}/building-groups/drawing": PLANNER | DESK,
    f"POST {C}/building-groups/{{group}}/buildings": PLANNER | DESK,
    f"POST {C}/building-groups/{{group}}/split": PLANNER | DESK,
    f"POST {C}/building-groups/{{group}}/merge": PLANNER | DESK,
}
