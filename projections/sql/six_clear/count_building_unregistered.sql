select
  building.community,
  atom.grid,
  count(*)::integer as missing
from views.six_clear_plan as plan
join views.six_clear_place as place on place.tessellation = plan.tessellation
join views.six_clear_atom as atom on atom.plan = plan.plan and atom.atom = place.atom
join views.six_clear_building as building on building.building = place.building
where plan.community = any (%(communities)s)
  and plan.valid_from <= %(at)s
  and (plan.valid_to is null or %(at)s < plan.valid_to)
  and building.dwellings > 0
  and not building.is_replaced
  and (building.demolished_on is null or building.demolished_on > (%(at)s at time zone 'Asia/Shanghai')::date)
  and not exists (
    select from views.six_clear_stay as stay
    where stay.building = building.building
      and stay.valid_from <= %(at)s
      and (stay.valid_to is null or %(at)s < stay.valid_to)
  )
group by building.community, atom.grid
