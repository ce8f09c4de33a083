-- grids_building_community, by key; without a plan in force, the atom of the land as it is cut now; after a merger a plan of the
-- successor holds it
select
  building.building,
  building.community,
  building.name,
  building.address,
  building.estate,
  building.number,
  building.kind,
  building.use,
  building.floors,
  building.units,
  building.dwellings,
  building.basis,
  building.basis_note,
  building.source,
  building.demolished_on,
  building.is_replaced,
  building.lon,
  building.lat,
  case when %(outline)s then st_asgeojson(building.geom, 7)::jsonb end as geometry,
  placement.tessellation,
  placement.atom,
  atom_grid.grid,
  grid.code as grid_code,
  grid.name as grid_name,
  plan.plan
from views.grids_building as building
left join views.grids_community as community on community.community = building.community
left join lateral (
  select plan.plan, plan.tessellation
  from views.grids_plan as plan
  left join views.grids_placement as held on held.tessellation = plan.tessellation and held.building = building.building
  where (plan.community = building.community or held.building is not null)
    and plan.valid_from <= coalesce(%(at)s::timestamptz, now())
    and (plan.valid_to is null or coalesce(%(at)s::timestamptz, now()) < plan.valid_to)
  order by held.building is null, plan.valid_from desc
  limit 1
) as plan on true
left join views.grids_placement as placement
  on placement.building = building.building
  and placement.tessellation = coalesce(plan.tessellation, community.tessellation)
left join views.grids_atom_grid as atom_grid on atom_grid.plan = plan.plan and atom_grid.atom = placement.atom
left join views.grids_plan_grid as grid on grid.plan = plan.plan and grid.grid = atom_grid.grid
where (%(communities)s::text[] is null or building.community = any (%(communities)s))
  and (%(buildings)s::text[] is null or building.building = any (%(buildings)s))
  and (%(grid)s::text is null or atom_grid.grid = %(grid)s)
  and (%(after)s::text is null or building.building > %(after)s)
  and (
    %(standing)s is false
    or building.demolished_on is null
    or building.demolished_on > (coalesce(%(at)s::timestamptz, now()) at time zone 'Asia/Shanghai')::date
  )
  and (%(standing)s is false or not building.is_replaced)
order by building.building
limit %(limit)s
