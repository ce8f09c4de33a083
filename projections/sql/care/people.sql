select
  member.person,
  member.household,
  member.sealed,
  grid.grid
from views.care_household as household
join views.care_stay as stay
  on stay.household = household.household
  and stay.building is not null
  and stay.valid_from <= %(at)s
  and (stay.valid_to is null or %(at)s < stay.valid_to)
join views.care_member as member
  on member.household = household.household
  and member.is_present
  and member.valid_from >= stay.stay_from
  and member.valid_from <= %(at)s
  and (member.valid_to is null or %(at)s < member.valid_to)
left join views.care_assignment as grid
  on grid.household = household.household
  and grid.valid_from <= %(at)s
  and (grid.valid_to is null or %(at)s < grid.valid_to)
where household.community = any (%(communities)s)
  and (%(grids)s::text[] is null or grid.grid = any (%(grids)s))
order by member.household, member.place, member.person
