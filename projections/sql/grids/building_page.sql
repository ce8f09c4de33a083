-- GeoJSON features of one page as text; `next`: behind which the next page begins. %(grids)s, null: whose grids make no difference
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
  select grid.plan, grid.grid, held.atom
  from plan
  join views.grids_plan_grid as grid on grid.plan = plan.plan
  cross join lateral unnest(grid.atoms) as held (atom)
  where plan.is_draft
),
chosen as materialized (
  select
    building.building,
    building.number,
    building.kind,
    building.use,
    building.floors,
    building.dwellings,
    building.geom,
    plan.plan,
    held.grid
  from views.grids_building as building
  left join plan on plan.community = building.community
  left join lateral (
    select coalesce(enacted.grid, drafted.grid) as grid
    from views.grids_placement as placement
    left join views.grids_atom_grid as enacted on enacted.plan = plan.plan and enacted.atom = placement.atom
    left join drafted on drafted.plan = plan.plan and drafted.atom = placement.atom
    where placement.building = building.building
      and placement.tessellation = plan.tessellation
    limit 1
  ) as held on true
  where (%(communities)s::text[] is null or building.community = any (%(communities)s))
    and (building.demolished_on is null or building.demolished_on > (%(at)s at time zone 'Asia/Shanghai')::date)
    and (%(grids)s::text[] is null or held.grid = any (%(grids)s))
    and (%(after)s::text is null or building.building > %(after)s)
  order by building.building
  limit %(limit)s + 1
)
select
  coalesce(string_agg(feature.text, ',' order by feature.building) filter (where feature.number <= %(limit)s), '') as features,
  (count(*) filter (where feature.number <= %(limit)s))::integer as shown,
  case when count(*) > %(limit)s then max(feature.building) filter (where feature.number <= %(limit)s) end as next
from (
  select
    page.building,
    row_number() over (order by page.building) as number,
    format(
      '{"type":"Feature","id":%%s,"geometry":%%s,"properties":%%s}',
      to_json(page.building),
      st_asgeojson(page.geom, 7),
      json_build_object(
        'building', page.building,
        'number', page.number,
        'kind', page.kind,
        'use', page.use,
        'floors', page.floors,
        'dwellings', page.dwellings,
        'households', page.households,
        'grid', page.grid,
        'code', page.code
      )
    ) as text
  from (
    select
      chosen.building,
      chosen.number,
      chosen.kind,
      chosen.use,
      chosen.floors,
      chosen.dwellings,
      coalesce(occupied.households, 0) as households,
      grid.grid,
      grid.code,
      chosen.geom
    from chosen
    left join views.grids_plan_grid as grid on grid.plan = chosen.plan and grid.grid = chosen.grid
    left join lateral (
      select occupied.households
      from views.grids_occupied as occupied
      where occupied.building = chosen.building
        and occupied.valid_from <= %(at)s
        and (occupied.valid_to is null or %(at)s < occupied.valid_to)
      limit 1
    ) as occupied on true
  ) as page
) as feature
