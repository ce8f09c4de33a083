update spot_checks_finding as finding
set status = told.status,
  step = told.step,
  decided_by = told.decided_by,
  decided_at = told.decided_at
from unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[]) as told (visit, status, step, decided_by, decided_at)
where finding.visit = told.visit
