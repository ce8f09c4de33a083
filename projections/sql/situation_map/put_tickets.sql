insert into situation_map_ticket (ticket, community, building, category, reported_at, position)
select ticket, community, building, category, reported_at, position
from unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::bigint[])
  as told (ticket, community, building, category, reported_at, position)
