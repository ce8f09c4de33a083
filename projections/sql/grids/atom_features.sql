select
  jsonb_build_object(
    'type', 'Feature',
    'id', atom.atom,
    'geometry', st_asgeojson(atom.geom, 9)::jsonb,
    'properties', jsonb_build_object(
      'atom', atom.atom,
      'area_m2', round(atom.area_m2::numeric, 1),
      'buildings', stock.buildings,
      'dwellings', stock.dwellings
    )
  ) as feature
from views.grids_atom as atom
left join lateral (
  select
    coalesce(jsonb_agg(building.building order by building.building), '[]') as buildings,
    coalesce(sum(building.dwellings), 0)::integer as dwellings
  from views.grids_placement as placement
  join views.grids_building as building on building.building = placement.building
  where placement.tessellation = atom.tessellation
    and placement.atom = atom.atom
    and building.demolished_on is null
) as stock on true
where atom.tessellation = %(tessellation)s
order by atom.atom
