-- households by community, by grid or by building (place), as they lived at the time asked for, those of them visited on the days meant, and the visits
select
  case %(by)s when 'community' then household.community end as community,
  case %(by)s when 'grid' then grid.grid end as grid,
  case %(by)s when 'place' then stay.building end as building,
  count(*)::integer as households,
  count(*) filter (where made.visits > 0)::integer as visited,
  coalesce(sum(made.visits), 0)::integer as visits
from views.visit_log_household as household
join views.visit_log_stay as stay
  on stay.household = household.household
  and stay.building is not null
  and stay.valid_from <= %(at)s
  and (stay.valid_to is null or %(at)s < stay.valid_to)
left join views.visit_log_assignment as grid
  on grid.household = stay.household
  and grid.valid_from <= %(at)s
  and (grid.valid_to is null or %(at)s < grid.valid_to)
left join (
  select visit.household, count(*) as visits
  from views.visit_log_visit as visit
  where visit.community = any (%(communities)s)
    and visit.visited_at >= %(since)s
    and visit.visited_at < %(until)s
  group by visit.household
) as made on made.household = household.household
where household.community = any (%(communities)s)
  and (%(grids)s::text[] is null or grid.grid = any (%(grids)s))
group by 1, 2, 3
order by 1, 2, 3
