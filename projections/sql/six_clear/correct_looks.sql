update six_clear_look as look
set community = told.community,
  grid = told.grid,
  household = told.household,
  purpose = told.purpose,
  looked_at = told.looked_at
from unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[]) as told (
  look, community, grid, household, purpose, looked_at
)
where look.look = told.look
