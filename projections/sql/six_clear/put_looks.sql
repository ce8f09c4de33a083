insert into six_clear_look (look, community, grid, household, purpose, looked_at, position)
select look, community, grid, household, purpose, looked_at, position
from unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::bigint[])
  as told (look, community, grid, household, purpose, looked_at, position)
