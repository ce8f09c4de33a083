select
  building_group.building_group,
  building_group.grid,
  building_group.name,
  building_group.buildings,
  building_group.households,
  building_group.exception,
  building_group.clause,
  building_group.head,
  building_group.title,
  building_group.standing,
  building_group.method,
  building_group.is_override,
  building_group.sealed,
  building_group.appointed_at,
  building_group.paid_yuan
from views.teams_building_group as building_group
where building_group.community = any (%(communities)s)
  and building_group.dissolved_at is null
order by building_group.grid, building_group.name, building_group.building_group
