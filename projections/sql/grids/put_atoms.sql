insert into grids_atom (tessellation, atom, community, area_m2, geom)
select tessellation, atom, community, area_m2, geom::geometry
from unnest(%s::text[], %s::integer[], %s::text[], %s::double precision[], %s::text[]) as told (tessellation, atom, community, area_m2, geom)
