select
  grid.grid,
  grid.code,
  grid.name,
  grid.kind,
  grid.atoms,
  grid.came_from,
  grid.households,
  grid.people,
  grid.buildings,
  stock.dwellings,
  grid.area_m2,
  grid.perimeter_m
from views.grids_plan_grid as grid
left join lateral (
  select coalesce(sum(building.dwellings), 0)::integer as dwellings
  from views.grids_plan as plan
  join views.grids_placement as placement on placement.tessellation = plan.tessellation and placement.atom = any (grid.atoms)
  join views.grids_building as building on building.building = placement.building
  where plan.plan = grid.plan
    and building.demolished_on is null
) as stock on true
where grid.plan = %(plan)s
order by grid.code
