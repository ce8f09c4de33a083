-- all that a layer of tiles shows at one zoom, with its shapes in steps from the north-west corner of the world
with
-- here: plans_shown.sql,
-- here: drafted_shown.sql
select
  building.building,
  building.number,
  coalesce(stairwell.number, '') as stairwell,
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
-- here: buildings_shown.sql
  and shape.geom is not null
limit %(most)s + 1
