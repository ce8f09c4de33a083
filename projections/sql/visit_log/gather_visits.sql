update visit_log_lived as lived
set visited_at = coalesce(made.visited_at, '{}')
from visit_log_lived as home
left join (
  select household, community, array_agg(visited_at order by visited_at) as visited_at
  from visit_log_visit
  where household = any (%(households)s)
  group by household, community
) as made
  on made.household = home.household
  and made.community = home.community
where home.household = any (%(households)s)
  and lived.household = home.household
