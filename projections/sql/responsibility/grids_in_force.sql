select
  null as building,
  plan.community,
  coalesce(%(at)s::timestamptz, now()) as at,
  grid.grid,
  grid.code,
  grid.name,
  plan.plan,
  plan.document,
  plan.approved_by,
  plan.decided_by,
  plan.decided_at,
  plan.valid_from as plan_from,
  plan.valid_to as plan_to
from views.responsibility_plan as plan
join views.responsibility_grid as grid on grid.plan = plan.plan
where (%(communities)s::text[] is null or plan.community = any (%(communities)s))
  and (%(grid)s::text is null or grid.grid = %(grid)s)
  and plan.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (plan.valid_to is null or coalesce(%(at)s::timestamptz, now()) < plan.valid_to)
order by grid.code
