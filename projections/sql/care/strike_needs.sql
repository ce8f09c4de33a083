update care_need as need
set outcome = told.outcome,
  struck_by = told.struck_by,
  struck_at = told.struck_at
from unnest(%b::text[], %b::text[], %b::text[], %b::timestamptz[]) as told (need, outcome, struck_by, struck_at)
where need.need = told.need
