delete from grids_plan_grid as grid
using unnest(%b::text[], %b::text[]) as gone (plan, grid)
where grid.plan = gone.plan
  and grid.grid = gone.grid
