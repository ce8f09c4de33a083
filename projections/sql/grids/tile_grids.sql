-- one layer of a tile; layers are messages of their own, so their bytes follow each other; a shape that is null is left out by st_asmvt.
-- %(grids)s, null: whose grids make no difference
with frame as materialized (
  select
    st_tileenvelope(%(z)s, %(x)s, %(y)s) as tile,
    st_tileenvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625) as margin
),
-- here: plans_shown.sql
select st_asmvt(shown, 'grids', 4096, 'geom') as tile
from (
  select
    st_asmvtgeom(grid.mercator, frame.tile, 4096, 64) as geom,
    grid.grid,
    grid.code,
    grid.name,
    grid.kind,
    grid.locked,
    grid.households,
    grid.people,
    grid.buildings,
    grid.plan
  from frame
  cross join plan
  join views.grids_plan_grid as grid on grid.plan = plan.plan
  where grid.mercator && frame.margin
    and (%(grids)s::text[] is null or grid.grid = any (%(grids)s))
  order by grid.code
) as shown
