-- whether a tile lies over a community whose plan is in force at %(at)s, or within %(around)s degrees of its box
select exists (
  select
  from views.grids_plan as plan
  join views.grids_plan_grid as grid on grid.plan = plan.plan
  where plan.valid_from <= %(at)s
    and (plan.valid_to is null or %(at)s < plan.valid_to)
  group by plan.plan
  having st_expand(st_extent(grid.geom), %(around)s) && st_transform(st_tileenvelope(%(z)s, %(x)s, %(y)s), 4490)
) as is_reached
