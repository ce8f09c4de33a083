-- what everybody may know of a building: where it stands, what it is called, which grid holds it
select
  building.building,
  coalesce(nullif(building.address, ''), building.name) as name,
  building.estate,
  building.number,
  held.grid,
  held.code,
  case when %(outline)s then building.outline end as outline
from views.grids_plan as plan
join views.grids_held as held on held.plan = plan.plan
join views.grids_building as building on building.position = held.place
where plan.community = any (%(communities)s)
  and plan.valid_from <= %(at)s
  and (plan.valid_to is null or %(at)s < plan.valid_to)
  and not building.is_replaced
  and (building.demolished_on is null or building.demolished_on > (%(at)s at time zone 'Asia/Shanghai')::date)
order by building.estate, length(building.number), building.number, name, building.building
