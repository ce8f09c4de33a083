insert into grids_atom (tessellation, atom, community, area_m2, geom)
select tessellation, atom, community, area_m2, geom::geometry
from unnest(%b::text[], %b::integer[], %b::text[], %b::double precision[], %b::text[]) as told (tessellation, atom, community, area_m2, geom)
