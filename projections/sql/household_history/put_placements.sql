insert into household_history_placement (tessellation, building, atom)
select tessellation, building, atom
from unnest(%s::text[], %s::text[], %s::integer[]) as told (tessellation, building, atom)
on conflict (tessellation, building) do update
set atom = excluded.atom
