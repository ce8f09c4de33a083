insert into responsibility_building (building, community)
select building, community
from unnest(%b::text[], %b::text[]) as told (building, community)
on conflict (building) do update
set community = excluded.community
