select
  grid.grid,
  household.household,
  stay.building,
  exists (
    select from views.six_clear_member as member
    where member.household = household.household
      and member.is_present
      and member.relation = 'head'
      and member.valid_from >= stay.stay_from
      and member.valid_from <= %(at)s
      and (member.valid_to is null or %(at)s < member.valid_to)
  ) as has_head
from views.six_clear_household as household
join views.six_clear_stay as stay
  on stay.household = household.household
  and stay.building is not null
  and stay.valid_from <= %(at)s
  and (stay.valid_to is null or %(at)s < stay.valid_to)
left join views.six_clear_assignment as grid
  on grid.household = household.household
  and grid.valid_from <= %(at)s
  and (grid.valid_to is null or %(at)s < grid.valid_to)
where household.community = any (%(communities)s)
order by household.household
