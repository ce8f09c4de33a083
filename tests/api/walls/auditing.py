"""Who may put which of the auditor's questions."""

from __future__ import annotations

from tests.api.walls.roles import APPROVER, AUDITOR, DESK, READERS, WARDEN

A = "/api/audit"
AUDITING: dict[str, set[str]] = {
    f"GET {A}/history/{{subject}}": APPROVER | DESK | AUDITOR | WARDEN,
    f"GET {A}/as-of/{{subject}}": APPROVER | DESK | AUDITOR | WARDEN,
    f"GET {A}/diff/{{subject}}": APPROVER | DESK | AUDITOR | WARDEN,
    f"GET {A}/borders/{{grid}}": APPROVER | DESK | AUDITOR | WARDEN,
    f"GET {A}/acts/{{account}}": AUDITOR,
    f"GET {A}/documents": AUDITOR,
    **{f"GET {A}/{question}": AUDITOR for question in ("subject", "events")},
    **{
        f"GET {A}/{question}": AUDITOR
        for question in ("late", "corrections", "retroactive", "refused", "parked", "reads", "reads/{account}")
    },
    f"GET {A}/readers/{{hh}}": DESK | AUDITOR,
    f"GET {A}/responsible/{{building}}": APPROVER | DESK | AUDITOR | WARDEN,
    f"GET {A}/rules/{{code}}": READERS,
}
