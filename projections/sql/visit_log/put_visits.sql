insert into visit_log_visit (
  visit, community, grid, building, household, warden, contact, role, purpose, visited_at, standing_in, ticket, found, actor, recorded_at,
  position, told_household
)
select
  visit, community, grid, building, household, warden, contact, role, purpose, visited_at, standing_in, ticket, found, actor, recorded_at,
  position, household
from unnest(
  %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[],
  %b::boolean[], %b::text[], %b::text[]::jsonb[], %b::text[], %b::timestamptz[], %b::bigint[]
) as told (
  visit, community, grid, building, household, warden, contact, role, purpose, visited_at, standing_in, ticket, found, actor, recorded_at,
  position
)
