-- visit_log_patrol_community: days on which each grid was walked; nobody is named
select
  grid,
  (walked_at at time zone 'Asia/Shanghai')::date as on_day,
  count(*)::integer as patrols,
  max(walked_at) as last_walked_at
from views.visit_log_patrol
where community = any (%(communities)s)
  and walked_at >= %(since)s
  and walked_at < %(until)s
  and (%(grids)s::text[] is null or grid = any (%(grids)s))
group by grid, on_day
order by on_day, grid
