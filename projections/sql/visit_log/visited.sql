-- households by community, by grid or by building (place), as they lived at the time asked for, those of them visited on the days meant, and
-- the visits: of each household those up to the end of the days without those up to their beginning
select
  case %(by)s when 'community' then home.community end as community,
  case %(by)s when 'grid' then home.grid end as grid,
  case %(by)s when 'place' then home.building end as building,
  count(*)::integer as households,
  count(*) filter (where home.visits + coalesce(astray.visits, 0) > 0)::integer as visited,
  sum(home.visits + coalesce(astray.visits, 0))::integer as visits
from (
  select
    lived.household,
    lived.community,
    lived.buildings[width_bucket(%(at)s::timestamptz, lived.since)] as building,
    lived.grids[width_bucket(%(at)s::timestamptz, lived.since)] as grid,
    width_bucket(%(before)s::timestamptz, lived.visited_at) - width_bucket(%(from)s::timestamptz, lived.visited_at) as visits
  from views.visit_log_lived as lived
  where lived.community = any (%(communities)s)
    and lived.people[width_bucket(%(at)s::timestamptz, lived.since)] is not null
) as home
left join (
  select
    astray.household,
    sum(width_bucket(%(before)s::timestamptz, astray.visited_at) - width_bucket(%(from)s::timestamptz, astray.visited_at)) as visits
  from views.visit_log_astray as astray
  where astray.community = any (%(communities)s)
  group by astray.household
) as astray on astray.household = home.household
where %(grids)s::text[] is null
  or home.grid = any (%(grids)s)
group by 1, 2, 3
order by 1, 2, 3
