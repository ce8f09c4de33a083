-- under a plan in whatever status; buildings placed since, and those demolished, too
select
  placement.building,
  held.grid
from (
  select grid.grid, plan.tessellation, unnest(grid.atoms) as atom
  from views.grids_plan as plan
  join views.grids_plan_grid as grid on grid.plan = plan.plan
  where plan.plan = %(plan)s
) as held
join views.grids_placement as placement
  on placement.tessellation = held.tessellation
  and placement.atom = held.atom
