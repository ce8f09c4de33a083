update visit_log_visit as visit
set community = told.community,
  grid = told.grid,
  building = told.building,
  household = told.household,
  warden = told.warden,
  contact = told.contact,
  role = told.role,
  purpose = told.purpose,
  visited_at = told.visited_at,
  standing_in = told.standing_in,
  ticket = told.ticket,
  found = told.found,
  corrected_at = told.corrected_at
from unnest(
  %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[],
  %b::boolean[], %b::text[], %b::text[]::jsonb[], %b::timestamptz[]
) as told (
  visit, community, grid, building, household, warden, contact, role, purpose, visited_at, standing_in, ticket, found, corrected_at
)
where visit.visit = told.visit
