select
  visit.building,
  visit.purpose,
  count(*)::integer as visits,
  max(visit.visited_at) as last_visit_at
from views.situation_map_visit as visit
where visit.community = any (%(communities)s)
  and visit.visited_at <= coalesce(%(at)s::timestamptz, now())
group by visit.building, visit.purpose
order by visit.building, visit.purpose
