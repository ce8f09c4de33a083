insert into situation_map_building (building, community, name, address, dwellings)
select building, community, name, address, dwellings
from unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::integer[]) as told (building, community, name, address, dwellings)
