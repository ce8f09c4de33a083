insert into situation_map_building (building, community, name, address, dwellings)
select building, community, name, address, dwellings
from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::integer[]) as told (building, community, name, address, dwellings)
