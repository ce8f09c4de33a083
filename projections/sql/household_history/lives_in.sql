-- household_history_member_person
select member.person, member.household
from views.household_history_member as member
join views.household_history_stay as stay
  on stay.household = member.household
  and stay.building is not null
  and stay.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (stay.valid_to is null or coalesce(%(at)s::timestamptz, now()) < stay.valid_to)
where member.person = any (%(persons)s)
  and member.is_present
  and member.valid_from >= stay.stay_from
  and member.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (member.valid_to is null or coalesce(%(at)s::timestamptz, now()) < member.valid_to)
order by member.person, member.household
