-- by building: households without a visit from `since` on, and of all that live there the visit that lies back longest
select
  stay.building,
  count(*)::integer as households,
  count(*) filter (where last.visited_at is null)::integer as never_visited,
  count(*) filter (where last.visited_at is null or last.visited_at < %(since)s::timestamptz)::integer as due,
  min(coalesce(last.visited_at, stay.stay_from)) as longest_since
from views.household_history_household as household
join views.household_history_stay as stay
  on stay.household = household.household
  and stay.building is not null
  and stay.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (stay.valid_to is null or coalesce(%(at)s::timestamptz, now()) < stay.valid_to)
left join lateral (
  select max(visit.visited_at) as visited_at
  from views.household_history_visit as visit
  where visit.household = household.household
    and visit.visited_at <= coalesce(%(at)s::timestamptz, now())
) as last on true
where household.community = any (%(communities)s)
group by stay.building
