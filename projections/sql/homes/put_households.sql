insert into {household} (household, community, position)
select household, community, position
from unnest(%s::text[], %s::text[], %s::bigint[]) as told (household, community, position)
on conflict (household) do update
set community = excluded.community,
  position = excluded.position
