-- household_history_household_community or household_history_stay_building, by key
select
  household.household,
  household.community,
  stay.building,
  grid.grid,
  stay.door,
  stay.hukou,
  stay.stay_from as lives_here_since,
  members.persons,
  members.head,
  (
    select max(visit.visited_at)
    from views.household_history_visit as visit
    where visit.household = household.household
      and visit.visited_at <= coalesce(%(at)s::timestamptz, now())
  ) as last_visit_at
from views.household_history_household as household
join views.household_history_stay as stay
  on stay.household = household.household
  and stay.building is not null
  and stay.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (stay.valid_to is null or coalesce(%(at)s::timestamptz, now()) < stay.valid_to)
left join views.household_history_assignment as grid
  on grid.household = household.household
  and grid.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (grid.valid_to is null or coalesce(%(at)s::timestamptz, now()) < grid.valid_to)
left join lateral (
  select
    count(*)::integer as persons,
    (array_agg(member.sealed order by member.relation = 'head' desc, member.place))[1] as head
  from views.household_history_member as member
  where member.household = household.household
    and member.is_present
    and member.valid_from >= stay.stay_from
    and member.valid_from <= coalesce(%(at)s::timestamptz, now())
    and (member.valid_to is null or coalesce(%(at)s::timestamptz, now()) < member.valid_to)
) as members on true
where (%(communities)s::text[] is null or household.community = any (%(communities)s))
  and (%(grid)s::text is null or grid.grid = %(grid)s)
  and (%(building)s::text is null or stay.building = %(building)s)
  and (%(after)s::text is null or household.household > %(after)s)
order by household.household
limit %(limit)s
