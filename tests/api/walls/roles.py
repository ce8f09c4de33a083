"""The roles of the named people, and the paths most routes begin with."""

from __future__ import annotations

PLANNER, APPROVER, DESK, AUDITOR = {"planner"}, {"approver"}, {"desk"}, {"auditor"}
REPORTER, ADMIN, WARDEN, PUBLIC = {"reporter"}, {"admin"}, {"warden"}, {"public"}
READERS = PLANNER | APPROVER | DESK | AUDITOR | REPORTER | ADMIN | WARDEN
ALL = READERS | PUBLIC
C = "/api/communities/{code}"
P = "/api/plans/{plan}"
T = "/api/tickets/{stream}"
