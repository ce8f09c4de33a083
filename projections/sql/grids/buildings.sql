-- grids_building_community, by key
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
  st_x(st_pointonsurface(building.geom)) as lon,
  st_y(st_pointonsurface(building.geom)) as lat,
  case when %(outline)s then st_asgeojson(building.geom, 7)::jsonb end as geometry,
  held.tessellation,
  held.atom,
  held.grid,
  held.code as grid_code,
  held.name as grid_name,
  held.plan
from views.grids_building as building
left join lateral (
  select placement.tessellation, placement.atom, atom_grid.grid, grid.code, grid.name, plan.plan
  from views.grids_plan as plan
  join views.grids_placement as placement on placement.tessellation = plan.tessellation and placement.building = building.building
  join views.grids_atom_grid as atom_grid on atom_grid.plan = plan.plan and atom_grid.atom = placement.atom
  join views.grids_plan_grid as grid on grid.plan = plan.plan and grid.grid = atom_grid.grid
  where plan.community = building.community
    and plan.valid_from <= coalesce(%(at)s::timestamptz, now())
    and (plan.valid_to is null or coalesce(%(at)s::timestamptz, now()) < plan.valid_to)
) as held on true
where (%(community)s::text is null or building.community = %(community)s)
  and (%(buildings)s::text[] is null or building.building = any (%(buildings)s))
  and (%(grid)s::text is null or held.grid = %(grid)s)
  and (%(after)s::text is null or building.building > %(after)s)
  and (%(standing)s is false or building.demolished_on is null or building.demolished_on > (coalesce(%(at)s::timestamptz, now()) at time zone 'Asia/Shanghai')::date)
order by building.building
limit %(limit)s
