-- household_history_stay_building
select
  stay.household,
  stay.building,
  grid.grid
from views.household_history_stay as stay
left join views.household_history_assignment as grid
  on grid.household = stay.household
  and grid.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (grid.valid_to is null or coalesce(%(at)s::timestamptz, now()) < grid.valid_to)
where stay.building = any (%(buildings)s)
  and stay.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (stay.valid_to is null or coalesce(%(at)s::timestamptz, now()) < stay.valid_to)
order by stay.household
