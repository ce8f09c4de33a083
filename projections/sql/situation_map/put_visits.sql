insert into situation_map_visit (visit, community, building, purpose, visited_at, position)
select visit, community, building, purpose, visited_at, position
from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::bigint[])
  as told (visit, community, building, purpose, visited_at, position)
