insert into {place} (tessellation, building, atom)
select tessellation, building, atom
from unnest(%b::text[], %b::text[], %b::integer[]) as told (tessellation, building, atom)
on conflict (building, tessellation) do update
set atom = excluded.atom
