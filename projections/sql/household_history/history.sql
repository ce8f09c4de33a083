-- household_history_line_household
select
  position,
  household,
  name,
  effective_at,
  recorded_at,
  actor,
  role,
  changes,
  sealed,
  plan,
  document,
  reason
from views.household_history_line
where household = %(household)s
  and (%(at)s::timestamptz is null or effective_at <= %(at)s)
order by effective_at, position
