-- from when on there is something to tell of: the first plan that was in force
select min(plan.valid_from) as began
from views.grids_plan as plan
where %(communities)s::text[] is null
  or plan.community = any (%(communities)s)
