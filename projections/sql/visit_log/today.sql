-- visit_log_assignment_grid, then each household's last visit by visit_log_visit_household
select
  stay.household,
  stay.building,
  grid.grid,
  stay.stay_from as lives_here_since,
  before.last_visit_at,
  on_the_day.done_at
from views.visit_log_assignment as grid
join views.visit_log_stay as stay
  on stay.household = grid.household
  and stay.building is not null
  and stay.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (stay.valid_to is null or coalesce(%(at)s::timestamptz, now()) < stay.valid_to)
left join lateral (
  select max(visit.visited_at) as last_visit_at
  from views.visit_log_visit as visit
  where visit.household = stay.household
    and visit.visited_at < %(morning)s
) as before on true
left join lateral (
  select min(visit.visited_at) as done_at
  from views.visit_log_visit as visit
  where visit.household = stay.household
    and visit.visited_at >= %(morning)s
    and visit.visited_at < %(night)s
) as on_the_day on true
where grid.grid = any (%(grids)s)
  and grid.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (grid.valid_to is null or coalesce(%(at)s::timestamptz, now()) < grid.valid_to)
order by before.last_visit_at nulls first, stay.stay_from, stay.household
limit %(limit)s
