-- the grid of a plan under each point; on a border the first by code
select
  told.number::integer as number,
  (
    select grid.grid
    from views.grids_plan_grid as grid
    where grid.plan = %(plan)s
      and st_intersects(grid.geom, st_setsrid(st_makepoint(told.lon, told.lat), 4490))
    order by grid.code
    limit 1
  ) as grid
from unnest(%(lons)s::double precision[], %(lats)s::double precision[]) with ordinality as told (lon, lat, number)
order by told.number
