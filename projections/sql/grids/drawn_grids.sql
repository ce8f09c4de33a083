with stock as (
  select held.grid, sum(building.dwellings)::integer as dwellings
  from (
    select grid.grid, plan.tessellation, unnest(grid.atoms) as atom
    from views.grids_plan_grid as grid
    join views.grids_plan as plan on plan.plan = grid.plan
    where grid.plan = %(plan)s
  ) as held
  join views.grids_placement as placement on placement.tessellation = held.tessellation and placement.atom = held.atom
  join views.grids_building as building on building.building = placement.building
  where building.demolished_on is null
    and not building.is_replaced
  group by held.grid
)
select
  grid.grid,
  grid.code,
  grid.name,
  grid.kind,
  grid.atoms,
  grid.came_from,
  grid.locked,
  grid.apart,
  grid.households,
  grid.people,
  grid.buildings,
  coalesce(stock.dwellings, 0) as dwellings,
  grid.area_m2,
  grid.perimeter_m
from views.grids_plan_grid as grid
left join stock on stock.grid = grid.grid
where grid.plan = %(plan)s
order by grid.code
