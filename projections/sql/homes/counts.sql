-- who lives where then
select
  stay.building,
  grid.grid,
  count(*)::integer as households,
  coalesce(sum(members.persons), 0)::integer as people
from {household} as household
join {stay} as stay
  on stay.household = household.household
  and stay.building is not null
  and stay.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (stay.valid_to is null or coalesce(%(at)s::timestamptz, now()) < stay.valid_to)
left join {assignment} as grid
  on grid.household = household.household
  and grid.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (grid.valid_to is null or coalesce(%(at)s::timestamptz, now()) < grid.valid_to)
left join (
  select member.household, stay.position, count(*) as persons
  from {household} as household
  join {stay} as stay
    on stay.household = household.household
    and stay.valid_from <= coalesce(%(at)s::timestamptz, now())
    and (stay.valid_to is null or coalesce(%(at)s::timestamptz, now()) < stay.valid_to)
  join {member} as member
    on member.household = stay.household
    and member.is_present
    and member.valid_from >= stay.stay_from
    and member.valid_from <= coalesce(%(at)s::timestamptz, now())
    and (member.valid_to is null or coalesce(%(at)s::timestamptz, now()) < member.valid_to)
  where household.community = any (%(communities)s)
  group by member.household, stay.position
) as members on members.household = stay.household and members.position = stay.position
where household.community = any (%(communities)s)
group by stay.building, grid.grid
