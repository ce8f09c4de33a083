select
  building.building,
  building.name,
  building.address,
  building.dwellings,
  atom.grid
from views.situation_map_building as building
left join lateral (
  select atom.grid
  from views.situation_map_place as place
  join views.situation_map_plan as plan on plan.tessellation = place.tessellation
  join views.situation_map_atom as atom on atom.plan = plan.plan and atom.atom = place.atom
  where place.building = building.building
    and plan.valid_from <= coalesce(%(at)s::timestamptz, now())
    and (plan.valid_to is null or coalesce(%(at)s::timestamptz, now()) < plan.valid_to)
  order by plan.valid_from desc
  limit 1
) as atom on true
where building.community = any (%(communities)s)
  and not building.is_replaced
  and (
    building.demolished_on is null
    or building.demolished_on > (coalesce(%(at)s::timestamptz, now()) at time zone 'Asia/Shanghai')::date
  )
order by building.building
