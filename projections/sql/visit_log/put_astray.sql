insert into visit_log_astray (household, community, visited_at)
select visit.household, visit.community, array_agg(visit.visited_at order by visit.visited_at)
from visit_log_visit as visit
join visit_log_household as home
  on home.household = visit.household
  and home.community <> visit.community
where visit.household = any (%(households)s)
group by visit.household, visit.community
