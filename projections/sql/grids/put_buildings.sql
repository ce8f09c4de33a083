-- lon, lat: a point on the building, for labels and for what takes a building as a place
insert into grids_building (
  building, community, source, name, address, estate, number, kind, use, floors, units, dwellings, basis, basis_note, position, lon, lat, geom
)
select
  told.building, told.community, told.source, told.name, told.address, told.estate, told.number, told.kind, told.use, told.floors,
  told.units, told.dwellings, told.basis, told.basis_note, told.position, st_x(shape.point), st_y(shape.point), shape.geom
from unnest(
  %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::integer[],
  %b::integer[], %b::integer[], %b::text[], %b::text[], %b::text[], %b::bigint[]
) as told (
  building, community, source, name, address, estate, number, kind, use, floors, units, dwellings, basis, basis_note, footprint, position
)
cross join lateral (
  select outline.geom, st_pointonsurface(outline.geom) as point
  from (select st_geomfromtext(told.footprint, 4490) as geom offset 0) as outline
  offset 0
) as shape
