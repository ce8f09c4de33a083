select
  building_group.building_group,
  drawn.grid,
  drawn.name,
  drawn.buildings,
  drawn.households,
  head.head,
  head.title,
  head.standing,
  head.appointed_at,
  head.sealed
from views.teams_building_group as building_group
join lateral (
  select drawn.grid, drawn.name, drawn.buildings, drawn.households
  from views.teams_group_drawn as drawn
  where drawn.building_group = building_group.building_group
    and drawn.valid_from <= %(at)s
  order by drawn.valid_from desc, drawn.position desc
  limit 1
) as drawn on true
left join lateral (
  select head.head, head.title, head.standing, head.appointed_at, head.sealed
  from views.teams_head as head
  where head.building_group = building_group.building_group
    and head.appointed_at <= %(at)s
    and (head.relieved_at is null or %(at)s < head.relieved_at)
  order by head.appointed_at desc, head.position desc
  limit 1
) as head on true
where building_group.community = any (%(communities)s)
  and building_group.formed_at <= %(at)s
  and (building_group.dissolved_at is null or %(at)s < building_group.dissolved_at)
order by drawn.grid, drawn.name, building_group.building_group
