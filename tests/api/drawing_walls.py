"""Who may call which route of drawing on drafts: the part of the table of test_walls that speaks of them."""

from __future__ import annotations

READERS = {"planner", "approver", "desk", "auditor", "reporter", "admin", "warden"}
PLANNER = {"planner"}
P = "/api/plans/{plan}"
DRAWING: dict[str, set[str]] = {
    f"POST {P}/swap": PLANNER,
    f"POST {P}/border": PLANNER,
    f"POST {P}/division": PLANNER,
    f"POST {P}/grids/{{grid}}/lock": PLANNER,
    f"POST {P}/grids/{{grid}}/unlock": PLANNER,
    f"POST {P}/grids/{{grid}}/apart": PLANNER,
    f"POST {P}/undo": PLANNER,
    f"POST {P}/redo": PLANNER,
    f"POST {P}/snapshots": PLANNER,
    f"POST {P}/restoration": PLANNER,
    f"POST {P}/branches": PLANNER,
    f"GET {P}/edits": READERS,
    f"GET {P}/comparison": READERS,
}
