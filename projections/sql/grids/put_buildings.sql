insert into grids_building (
  building, community, source, name, address, estate, number, kind, use, floors, units, dwellings, basis, basis_note, geom, position
)
select
  building, community, source, name, address, estate, number, kind, use, floors, units, dwellings, basis, basis_note,
  st_geomfromtext(footprint, 4490), position
from unnest(
  %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::integer[],
  %s::integer[], %s::integer[], %s::text[], %s::text[], %s::text[], %s::bigint[]
) as told (
  building, community, source, name, address, estate, number, kind, use, floors, units, dwellings, basis, basis_note, footprint, position
)
