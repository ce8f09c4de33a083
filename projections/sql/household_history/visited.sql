-- household_history_assignment_grid
select
  count(*)::integer as households,
  count(*) filter (
    where not exists (
      select
      from views.household_history_visit as visit
      where visit.household = stay.household
        and visit.visited_at <= coalesce(%(at)s::timestamptz, now())
        and visit.visited_at >= coalesce(%(since)s::timestamptz, '-infinity')
    )
  )::integer as unvisited
from views.household_history_assignment as grid
join views.household_history_stay as stay
  on stay.household = grid.household
  and stay.building is not null
  and stay.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (stay.valid_to is null or coalesce(%(at)s::timestamptz, now()) < stay.valid_to)
where grid.grid = %(grid)s
  and grid.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (grid.valid_to is null or coalesce(%(at)s::timestamptz, now()) < grid.valid_to)
