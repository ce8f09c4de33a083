with stock as (
  select
    placement.atom,
    jsonb_agg(building.building order by building.building) as buildings,
    sum(building.dwellings)::integer as dwellings
  from views.grids_placement as placement
  join views.grids_building as building on building.building = placement.building
  where placement.tessellation = %(tessellation)s
    and building.demolished_on is null
    and not building.is_replaced
  group by placement.atom
)
select
  jsonb_build_object(
    'type', 'Feature',
    'id', atom.atom,
    'geometry', st_asgeojson(atom.geom, 9)::jsonb,
    'properties', jsonb_build_object(
      'atom', atom.atom,
      'area_m2', round(atom.area_m2::numeric, 1),
      'buildings', coalesce(stock.buildings, '[]'),
      'dwellings', coalesce(stock.dwellings, 0)
    )
  ) as feature
from views.grids_atom as atom
left join stock on stock.atom = atom.atom
where atom.tessellation = %(tessellation)s
order by atom.atom
