select
  grid.grid,
  grid.code,
  grid.name,
  st_asgeojson(grid.geom, 7) as outline
from views.grids_plan as plan
join views.grids_plan_grid as grid on grid.plan = plan.plan
where plan.community = any (%(communities)s)
  and plan.valid_from <= %(at)s
  and (plan.valid_to is null or %(at)s < plan.valid_to)
order by grid.code
