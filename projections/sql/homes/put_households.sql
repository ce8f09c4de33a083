insert into {household} (household, community, position)
select household, community, position
from unnest(%b::text[], %b::text[], %b::bigint[]) as told (household, community, position)
on conflict (household) do update
set community = excluded.community,
  position = excluded.position
