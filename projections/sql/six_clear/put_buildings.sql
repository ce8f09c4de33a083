insert into six_clear_building (building, community, dwellings)
select building, community, dwellings
from unnest(%b::text[], %b::text[], %b::integer[]) as told (building, community, dwellings)
