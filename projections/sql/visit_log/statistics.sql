select
  purpose,
  role,
  contact,
  count(*)::integer as visits,
  count(distinct household)::integer as households
from views.visit_log_visit
where community = any (%(communities)s)
  and visited_at >= %(since)s
  and visited_at < %(until)s
  and (%(grids)s::text[] is null or grid = any (%(grids)s))
group by purpose, role, contact
order by purpose, role, contact
