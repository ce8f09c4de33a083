insert into care_observation (observation, community, grid, building, household, submitted_by, submitted_at, sealed, position)
select observation, community, grid, building, household, submitted_by, submitted_at, sealed, position
from unnest(
  %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::text[]::jsonb[], %b::bigint[]
) as told (observation, community, grid, building, household, submitted_by, submitted_at, sealed, position)
