-- care_need_community
select
  need.need,
  need.kind,
  need.household,
  need.person,
  need.category,
  grid.grid,
  need.recorded_by,
  need.recorded_at,
  need.sealed,
  need.outcome,
  need.struck_by,
  need.struck_at
from views.care_need as need
left join views.care_assignment as grid
  on grid.household = need.household
  and grid.valid_from <= %(at)s
  and (grid.valid_to is null or %(at)s < grid.valid_to)
where need.community = any (%(communities)s)
  and (%(kind)s::text is null or need.kind = %(kind)s)
  and (not %(open_only)s or need.outcome is null)
  and (%(grids)s::text[] is null or grid.grid = any (%(grids)s))
order by need.position
