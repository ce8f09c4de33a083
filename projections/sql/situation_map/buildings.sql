select
  building.building,
  building.name,
  building.address,
  building.dwellings,
  atom.grid
from views.situation_map_building as building
left join views.situation_map_plan as plan
  on plan.community = building.community
  and plan.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (plan.valid_to is null or coalesce(%(at)s::timestamptz, now()) < plan.valid_to)
left join views.situation_map_place as place on place.building = building.building and place.tessellation = plan.tessellation
left join views.situation_map_atom as atom on atom.plan = plan.plan and atom.atom = place.atom
where building.community = any (%(communities)s)
  and (
    building.demolished_on is null
    or building.demolished_on > (coalesce(%(at)s::timestamptz, now()) at time zone 'Asia/Shanghai')::date
  )
order by building.building
