-- grids_plan_grid_grid
select
  grid.grid,
  plan.community,
  grid.code,
  grid.name,
  grid.kind,
  grid.plan,
  plan.name as plan_name,
  plan.document,
  plan.decided_by,
  plan.decided_at,
  plan.approved_by,
  plan.valid_from,
  plan.valid_to,
  cardinality(grid.atoms) as atoms,
  grid.households,
  grid.people,
  grid.buildings,
  grid.area_m2,
  grid.came_from,
  array(
    select heir.grid
    from views.grids_plan as later
    join views.grids_plan_grid as heir on heir.plan = later.plan
    where later.community = plan.community
      and later.valid_from = plan.valid_to
      and (later.valid_to is null or later.valid_from < later.valid_to)
      and grid.grid = any (heir.came_from)
    order by heir.grid
  ) as became,
  exists (
    select
    from views.grids_plan as later
    where later.community = plan.community
      and later.valid_from = plan.valid_to
      and grid.grid = any (later.retired)
  ) as retired_after,
  plan.position
from views.grids_plan_grid as grid
join views.grids_plan as plan on plan.plan = grid.plan
where grid.grid = %(grid)s
  and plan.valid_from is not null
  and (plan.valid_to is null or plan.valid_from < plan.valid_to)
order by plan.valid_from, plan.position
