select
  plan.community,
  grid.grid,
  1 as missing
from views.six_clear_plan as plan
join views.six_clear_grid as grid on grid.plan = plan.plan
where plan.community = any (%(communities)s)
  and plan.valid_from <= %(at)s
  and (plan.valid_to is null or %(at)s < plan.valid_to)
  and not exists (
    select from views.six_clear_look as look
    where look.grid = grid.grid
      and look.household is null
      and look.looked_at >= %(earliest)s
      and look.looked_at <= %(at)s
  )
