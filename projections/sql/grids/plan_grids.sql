select
  plan,
  grid,
  community,
  code,
  name,
  kind,
  atoms,
  came_from,
  locked,
  apart,
  households,
  people,
  buildings,
  area_m2,
  perimeter_m,
  geom::text as geom
from grids_plan_grid
where plan = any (%(plans)s)
