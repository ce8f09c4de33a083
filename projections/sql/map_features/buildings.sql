-- a building from its import until it was demolished; its grid and households as of %(at)s
with plan as materialized (
  select plan.plan, plan.community
  from views.grids_plan as plan
  where (%(communities)s::text[] is null or plan.community = any (%(communities)s))
    and plan.valid_from <= %(at)s
    and (plan.valid_to is null or %(at)s < plan.valid_to)
)
select
  building.building as key,
  '{"type":"Feature","id":' || to_json(building.building)::text || ',"geometry":' || building.outline || ',"properties":'
    || json_build_object(
      'building', building.building,
      'community', building.community,
      'number', building.number,
      'stairwell', coalesce(substring(building.address from '[0-9]+(?=单元$)'), ''),
      'kind', building.kind,
      'use', building.use,
      'floors', building.floors,
      'dwellings', building.dwellings,
      'households', coalesce(occupied.households, 0),
      'grid', held.grid,
      'code', held.code,
      'valid_to', building.demolished_on::timestamp at time zone 'Asia/Shanghai'
    )::text || '}' as feature
from views.grids_building as building
left join plan on plan.community = building.community
left join views.grids_held as held on held.place = building.position and held.plan = plan.plan
left join lateral (
  select occupied.households
  from views.grids_occupied as occupied
  where occupied.building = building.building
    and occupied.valid_from <= %(at)s
    and (occupied.valid_to is null or %(at)s < occupied.valid_to)
  limit 1
) as occupied on true
where (%(communities)s::text[] is null or building.community = any (%(communities)s))
  and not building.is_replaced
  and (building.demolished_on is null or building.demolished_on > (%(since)s::timestamptz at time zone 'Asia/Shanghai')::date)
  and (%(grids)s::text[] is null or held.grid = any (%(grids)s))
  and (%(one)s::text is null or building.building = %(one)s)
  and (%(area)s::text is null or st_intersects(building.geom, %(area)s::text::geometry))
  and (%(after)s::text is null or building.building > %(after)s)
order by building.building
limit %(limit)s + 1
