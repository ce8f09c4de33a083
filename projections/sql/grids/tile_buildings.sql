-- one layer of a tile; layers are messages of their own, so their bytes follow each other; a shape that is null is left out by st_asmvt.
-- %(grids)s, null: whose grids make no difference
with frame as not materialized (
  select
    st_tileenvelope(%(z)s, %(x)s, %(y)s) as tile,
    st_tileenvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625) as margin
),
plan as materialized (
  select plan.plan, plan.community, plan.tessellation, plan.valid_from is null as is_draft
  from views.grids_plan as plan
  where (%(communities)s::text[] is null or plan.community = any (%(communities)s))
    and case
      when %(plan)s::text is not null then plan.plan = %(plan)s
      else plan.valid_from <= %(at)s and (plan.valid_to is null or %(at)s < plan.valid_to)
    end
),
drafted as materialized (
  select grid.plan, grid.grid, land.atom
  from plan
  join views.grids_plan_grid as grid on grid.plan = plan.plan
  cross join lateral unnest(grid.atoms) as land (atom)
  where plan.is_draft
),
held as materialized (
  select grid.plan, grid.grid, grid.code
  from plan
  join views.grids_plan_grid as grid on grid.plan = plan.plan
)
select st_asmvt(shown, 'buildings', 4096, 'geom') as tile
from (
  select
    st_asmvtgeom(building.mercator, frame.tile, 4096, 64) as geom,
    building.building,
    building.number,
    building.kind,
    building.use,
    building.floors,
    building.dwellings,
    coalesce(occupied.households, 0) as households,
    held.grid,
    held.code
  from frame
  join views.grids_building as building on building.mercator && frame.margin
  left join plan on plan.community = building.community
  left join views.grids_placement as placement
    on placement.building = building.building
    and placement.tessellation = plan.tessellation
  left join views.grids_atom_grid as enacted on enacted.plan = plan.plan and enacted.atom = placement.atom
  left join drafted on drafted.plan = plan.plan and drafted.atom = placement.atom
  left join held on held.plan = plan.plan and held.grid = coalesce(enacted.grid, drafted.grid)
  left join views.grids_occupied as occupied
    on occupied.building = building.building
    and occupied.valid_from <= %(at)s
    and (occupied.valid_to is null or %(at)s < occupied.valid_to)
  where (%(communities)s::text[] is null or building.community = any (%(communities)s))
    and (building.demolished_on is null or building.demolished_on > (%(at)s at time zone 'Asia/Shanghai')::date)
    and (%(grids)s::text[] is null or held.grid = any (%(grids)s))
) as shown
