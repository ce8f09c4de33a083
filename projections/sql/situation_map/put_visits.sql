insert into situation_map_visit (visit, community, building, purpose, visited_at, position)
select visit, community, building, purpose, visited_at, position
from unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::bigint[])
  as told (visit, community, building, purpose, visited_at, position)
