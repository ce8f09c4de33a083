-- one layer of a tile; layers are messages of their own, so their bytes follow each other; a shape that is null is left out by st_asmvt.
-- %(grids)s, null: whose grids make no difference
with frame as materialized (
  select
    st_tileenvelope(%(z)s, %(x)s, %(y)s) as tile,
    st_tileenvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625) as margin
),
-- here: plans_shown.sql
,
segment as (
  select
    grid.plan,
    st_normalize(edge.geom) as geom,
    count(*) as sides,
    min(grid.code) filter (where %(grids)s::text[] is null or grid.grid = any (%(grids)s)) as code,
    max(grid.code) filter (where %(grids)s::text[] is null or grid.grid = any (%(grids)s)) as neighbour
  from frame
  cross join plan
  join views.grids_plan_grid as grid on grid.plan = plan.plan
  cross join lateral st_dumpsegments(grid.mercator) as edge
  where grid.mercator && frame.margin
    and edge.geom && frame.margin
  group by grid.plan, st_normalize(edge.geom)
)
select st_asmvt(shown, 'borders', 4096, 'geom') as tile
from (
  select
    st_asmvtgeom(st_linemerge(st_collect(segment.geom)), frame.tile, 4096, 64) as geom,
    segment.code,
    nullif(segment.neighbour, segment.code) as neighbour,
    segment.sides = 1 as is_outer
  from segment
  cross join frame
  where segment.code is not null
  group by frame.tile, segment.plan, segment.code, segment.neighbour, segment.sides
) as shown
