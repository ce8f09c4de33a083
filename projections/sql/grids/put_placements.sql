insert into grids_placement (tessellation, building, atom)
select tessellation, building, atom
from unnest(%b::text[], %b::text[], %b::integer[]) as told (tessellation, building, atom)
on conflict (tessellation, building) do update
set atom = excluded.atom
