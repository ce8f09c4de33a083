select
  household.household,
  household.community,
  coalesce(stay.ended, case when stay.building is null then 'unknown' else 'present' end) as standing,
  stay.building,
  case when stay.building is not null then grid.grid end as grid,
  stay.door,
  case when stay.building is not null then stay.hukou end as hukou,
  stay.merged_into,
  case when stay.building is not null then stay.stay_from end as lives_here_since,
  stay.valid_from,
  stay.valid_to,
  coalesce(members.members, '[]') as members
from views.household_history_household as household
join views.household_history_stay as stay
  on stay.household = household.household
  and stay.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (stay.valid_to is null or coalesce(%(at)s::timestamptz, now()) < stay.valid_to)
left join views.household_history_assignment as grid
  on grid.household = household.household
  and grid.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (grid.valid_to is null or coalesce(%(at)s::timestamptz, now()) < grid.valid_to)
left join lateral (
  select
    jsonb_agg(
      jsonb_build_object('person', member.person, 'relation', member.relation, 'since', member.valid_from, 'sealed', member.sealed)
      order by member.valid_from, member.position, member.place
    ) as members
  from views.household_history_member as member
  where member.household = household.household
    and stay.building is not null
    and member.is_present
    and member.valid_from >= stay.stay_from
    and member.valid_from <= coalesce(%(at)s::timestamptz, now())
    and (member.valid_to is null or coalesce(%(at)s::timestamptz, now()) < member.valid_to)
) as members on true
where household.household = %(household)s
