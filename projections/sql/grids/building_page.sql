-- GeoJSON features as text, one more than are asked for where there are more. %(grids)s, null: whose grids make no difference
with plan as materialized (
  select plan.plan, plan.community, plan.tessellation, plan.valid_from is null as is_draft
  from views.grids_plan as plan
  where (%(communities)s::text[] is null or plan.community = any (%(communities)s))
    and case
      when %(plan)s::text is not null then plan.plan = %(plan)s
      else plan.valid_from <= %(at)s and (plan.valid_to is null or %(at)s < plan.valid_to)
    end
),
drafted as materialized (
  select placement.building, grid.grid, grid.code
  from plan
  join views.grids_plan_grid as grid on grid.plan = plan.plan
  cross join lateral unnest(grid.atoms) as land (atom)
  join views.grids_placement as placement on placement.tessellation = plan.tessellation and placement.atom = land.atom
  where plan.is_draft
)
select
  building.building,
  '{"type":"Feature","id":' || to_json(building.building)::text || ',"geometry":' || building.outline || ',"properties":'
    || json_build_object(
      'building', building.building,
      'number', building.number,
      'kind', building.kind,
      'use', building.use,
      'floors', building.floors,
      'dwellings', building.dwellings,
      'households', coalesce(occupied.households, 0),
      'grid', coalesce(held.grid, drafted.grid),
      'code', coalesce(held.code, drafted.code)
    )::text || '}' as feature
from views.grids_building as building
left join plan on plan.community = building.community
left join views.grids_held as held on held.place = building.position and held.plan = plan.plan
left join drafted on drafted.building = building.building
left join lateral (
  select occupied.households
  from views.grids_occupied as occupied
  where occupied.building = building.building
    and occupied.valid_from <= %(at)s
    and (occupied.valid_to is null or %(at)s < occupied.valid_to)
  limit 1
) as occupied on true
where (%(communities)s::text[] is null or building.community = any (%(communities)s))
  and (building.demolished_on is null or building.demolished_on > (%(at)s at time zone 'Asia/Shanghai')::date)
  and (%(grids)s::text[] is null or coalesce(held.grid, drafted.grid) = any (%(grids)s))
  and (%(after)s::text is null or building.building > %(after)s)
order by building.building
limit %(limit)s + 1
