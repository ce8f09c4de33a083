insert into grids_plan_grid (
  plan, grid, community, code, name, kind, atoms, came_from, locked, apart, households, people, buildings, area_m2, perimeter_m, geom
)
select plan, grid, community, code, name, kind, atoms, came_from, locked, apart, households, people, buildings, area_m2, perimeter_m, geom
from jsonb_populate_recordset(null::grids_plan_grid, %s)
on conflict (plan, grid) do update
set code = excluded.code,
  name = excluded.name,
  kind = excluded.kind,
  atoms = excluded.atoms,
  came_from = excluded.came_from,
  locked = excluded.locked,
  apart = excluded.apart,
  households = excluded.households,
  people = excluded.people,
  buildings = excluded.buildings,
  area_m2 = excluded.area_m2,
  perimeter_m = excluded.perimeter_m,
  geom = excluded.geom
