insert into situation_map_ticket (ticket, community, building, category, reported_at, position)
select ticket, community, building, category, reported_at, position
from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::bigint[])
  as told (ticket, community, building, category, reported_at, position)
