insert into six_clear_matter
  (matter, kind, community, grid, household, person, category, began_at, expires_on, position, grid_since, grids)
select
  matter, kind, community, grid, household, person, category, began_at, expires_on, position,
  case when kind = 'ticket' then array[began_at] else '{}' end,
  case when kind = 'ticket' then array[reported_in] else '{}' end
from unnest(
  %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::date[], %b::bigint[], %b::text[]
) as told (matter, kind, community, grid, household, person, category, began_at, expires_on, position, reported_in)
