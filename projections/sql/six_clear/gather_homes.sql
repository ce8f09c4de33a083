-- of each of these households in its one row: when it had a head among those who live there, and when it was visited with which purpose
update six_clear_lived as lived
set headed = coalesce(led.headed, '{}'),
  visited_at = coalesce(seen.visited_at, '{}'),
  purposes = coalesce(seen.purposes, '{}')
from unnest(%(households)s::text[]) as home (household)
left join (
  select
    member.household,
    range_agg(tstzrange(greatest(member.valid_from, stay.valid_from), least(member.valid_to, stay.valid_to))) as headed
  from six_clear_member as member
  join six_clear_stay as stay
    on stay.household = member.household
    and stay.building is not null
    and stay.stay_from <= member.valid_from
    and (stay.valid_to is null or member.valid_from < stay.valid_to)
    and (member.valid_to is null or stay.valid_from < member.valid_to)
  where member.household = any (%(households)s)
    and member.is_present
    and member.relation = 'head'
    and (member.valid_to is null or member.valid_from < member.valid_to)
    and (stay.valid_to is null or stay.valid_from < stay.valid_to)
  group by member.household
) as led on led.household = home.household
left join (
  select
    household,
    array_agg(looked_at order by looked_at, look) as visited_at,
    array_agg(purpose order by looked_at, look) as purposes
  from six_clear_look
  where household = any (%(households)s)
  group by household
) as seen on seen.household = home.household
where lived.household = home.household
