update spot_checks_drawn as drawn
set matches = told.matches,
  checked_by = told.checked_by,
  checked_at = told.checked_at,
  note = told.note
from unnest(%b::text[], %b::boolean[], %b::text[], %b::timestamptz[], %b::text[]::jsonb[]) as told (
  visit, matches, checked_by, checked_at, note
)
where drawn.visit = told.visit
