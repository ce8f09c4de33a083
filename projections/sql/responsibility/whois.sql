select
  building.building,
  building.community,
  coalesce(%(at)s::timestamptz, now()) as at,
  grid.grid,
  grid.code,
  grid.name,
  plan.plan,
  plan.document,
  plan.approved_by,
  plan.decided_by,
  plan.decided_at,
  plan.valid_from as plan_from,
  plan.valid_to as plan_to
from views.responsibility_building as building
left join views.responsibility_plan as plan
  on plan.community = building.community
  and plan.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (plan.valid_to is null or coalesce(%(at)s::timestamptz, now()) < plan.valid_to)
left join views.responsibility_place as place on place.building = building.building and place.tessellation = plan.tessellation
left join views.responsibility_atom as atom on atom.plan = plan.plan and atom.atom = place.atom
left join views.responsibility_grid as grid on grid.plan = plan.plan and grid.grid = atom.grid
where building.building = %(building)s
