-- household_history_line_plan: households that a plan moved, with the door's building and the last visit of then
select
  line.household,
  line.effective_at,
  (change.told ->> 'from') as from_grid,
  (change.told ->> 'to') as to_grid,
  stay.building,
  (
    select max(visit.visited_at)
    from views.household_history_visit as visit
    where visit.household = line.household
      and visit.visited_at <= line.recorded_at
  ) as last_visit_at
from views.household_history_line as line
cross join lateral (
  select told
  from jsonb_array_elements(line.changes) as told
  where told ->> 'what' = 'grid'
) as change
left join views.household_history_stay as stay
  on stay.household = line.household
  and stay.valid_from <= line.effective_at
  and (stay.valid_to is null or line.effective_at < stay.valid_to)
where line.plan = %(plan)s
order by last_visit_at nulls first, line.household
