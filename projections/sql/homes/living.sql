-- of each community, who lives there then
select
  household.community,
  count(*)::integer as households,
  coalesce(sum(members.persons), 0)::integer as people
from {household} as household
join {stay} as stay
  on stay.household = household.household
  and stay.building is not null
  and stay.valid_from <= %(at)s
  and (stay.valid_to is null or %(at)s < stay.valid_to)
left join (
  select member.household, stay.position, count(*) as persons
  from {member} as member
  join {stay} as stay
    on stay.household = member.household
    and stay.valid_from <= %(at)s
    and (stay.valid_to is null or %(at)s < stay.valid_to)
    and stay.community = any (%(communities)s)
  where member.community = any (%(communities)s)
    and member.is_present
    and member.valid_from >= stay.stay_from
    and member.valid_from <= %(at)s
    and (member.valid_to is null or %(at)s < member.valid_to)
  group by member.household, stay.position
) as members on members.household = stay.household and members.position = stay.position
where household.community = any (%(communities)s)
group by household.community
order by household.community
