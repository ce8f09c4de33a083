-- of the plans enacted now, and of the buildings placed now under plans enacted before
insert into grids_held (place, plan, community, grid, code)
select building.position, plan.plan, plan.community, grid.grid, grid.code
from grids_plan as plan
join grids_placement as placement on placement.tessellation = plan.tessellation
join grids_building as building on building.building = placement.building
join grids_atom_grid as enacted on enacted.plan = plan.plan and enacted.atom = placement.atom
join grids_plan_grid as grid on grid.plan = plan.plan and grid.grid = enacted.grid
where plan.plan = any (%(plans)s)
union
select building.position, plan.plan, plan.community, grid.grid, grid.code
from grids_building as building
join grids_placement as placement on placement.building = building.building
join grids_plan as plan on plan.tessellation = placement.tessellation
join grids_atom_grid as enacted on enacted.plan = plan.plan and enacted.atom = placement.atom
join grids_plan_grid as grid on grid.plan = plan.plan and grid.grid = enacted.grid
where building.building = any (%(buildings)s)
on conflict (place, plan) do update
set grid = excluded.grid,
  code = excluded.code
