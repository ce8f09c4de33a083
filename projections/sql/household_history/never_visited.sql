select asked.household
from unnest(%(households)s::text[]) as asked (household)
where not exists (
  select
  from views.household_history_visit as visit
  where visit.household = asked.household
    and visit.visited_at <= coalesce(%(at)s::timestamptz, now())
)
