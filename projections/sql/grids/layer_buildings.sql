-- all that a layer of tiles shows at one zoom, with its shapes in steps from the north-west corner of the world
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
  building.number,
  building.kind,
  building.use,
  building.floors,
  building.dwellings,
  coalesce(occupied.households, 0) as households,
  coalesce(held.grid, drafted.grid) as grid,
  coalesce(held.code, drafted.code) as code,
  st_asbinary(shape.geom) as shape
from views.grids_building as building
cross join lateral (
  select
    case %(zoom)s
      when 13 then building.lattice_13
      when 14 then building.lattice_14
      when 15 then building.lattice_15
      when 16 then building.lattice_16
      when 17 then building.lattice_17
    end as geom
) as shape
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
where shape.geom is not null
  and (%(communities)s::text[] is null or building.community = any (%(communities)s))
  and (building.demolished_on is null or building.demolished_on > (%(at)s at time zone 'Asia/Shanghai')::date)
  and (%(grids)s::text[] is null or coalesce(held.grid, drafted.grid) = any (%(grids)s))
limit %(most)s + 1
