insert into six_clear_matter (matter, kind, community, grid, household, person, category, began_at, expires_on, position)
select matter, kind, community, grid, household, person, category, began_at, expires_on, position
from unnest(
  %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::date[], %b::bigint[]
) as told (matter, kind, community, grid, household, person, category, began_at, expires_on, position)
