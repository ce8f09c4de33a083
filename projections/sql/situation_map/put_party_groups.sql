insert into situation_map_party_group (party_group, position, valid_from, community, grid, members)
select party_group, position, valid_from, community, grid, members
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::text[], %b::text[], %b::integer[])
  as told (party_group, position, valid_from, community, grid, members)
