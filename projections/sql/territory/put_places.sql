insert into {place} (tessellation, building, atom)
select tessellation, building, atom
from unnest(%s::text[], %s::text[], %s::integer[]) as told (tessellation, building, atom)
on conflict (building, tessellation) do update
set atom = excluded.atom
