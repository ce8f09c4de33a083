select
  grid.grid,
  grid.code,
  grid.name,
  grid.kind,
  plan.plan
from views.situation_map_plan as plan
join views.situation_map_grid as grid on grid.plan = plan.plan
where plan.community = any (%(communities)s)
  and plan.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (plan.valid_to is null or coalesce(%(at)s::timestamptz, now()) < plan.valid_to)
order by grid.code
