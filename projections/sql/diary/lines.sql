-- diary_line_community
select position, stream, grid, household, name, effective_at, recorded_at, actor, role
from views.diary_line
where community = %(community)s
  and effective_at >= %(morning)s
  and effective_at < %(night)s
  and (%(grids)s::text[] is null or grid = any (%(grids)s))
order by effective_at, position
