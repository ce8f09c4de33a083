-- household_history_member_person
select
  member.person,
  member.relation,
  member.sealed,
  member.household,
  stay.building,
  grid.grid
from views.household_history_member as member
join views.household_history_stay as stay
  on stay.household = member.household
  and stay.building is not null
  and stay.valid_from <= %(at)s::timestamptz
  and (stay.valid_to is null or %(at)s::timestamptz < stay.valid_to)
left join views.household_history_assignment as grid
  on grid.household = member.household
  and grid.valid_from <= %(at)s::timestamptz
  and (grid.valid_to is null or %(at)s::timestamptz < grid.valid_to)
where member.person = any(%(persons)s)
  and member.is_present
  and member.valid_from >= stay.stay_from
  and member.valid_from <= %(at)s::timestamptz
  and (member.valid_to is null or %(at)s::timestamptz < member.valid_to)
  and (%(grids)s::text[] is null or grid.grid = any(%(grids)s::text[]))
order by member.household, member.valid_from, member.position, member.place
