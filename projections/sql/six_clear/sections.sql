select
  plan.community,
  grid.grid,
  grid.code,
  grid.name
from views.six_clear_plan as plan
join views.six_clear_grid as grid on grid.plan = plan.plan
where plan.community = any (%(communities)s)
  and plan.valid_from <= %(at)s
  and (plan.valid_to is null or %(at)s < plan.valid_to)
order by grid.code
