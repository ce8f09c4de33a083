-- part of what maps ask: which grid holds a building under a draft; under an enacted plan grids_held knows
drafted as materialized (
  select placement.building, grid.grid, grid.code
  from plan
  join views.grids_plan_grid as grid on grid.plan = plan.plan
  cross join lateral unnest(grid.atoms) as land (atom)
  join views.grids_placement as placement on placement.tessellation = plan.tessellation and placement.atom = land.atom
  where plan.is_draft
)
