-- every plan that ever held for the building, oldest first
select
  grid.grid,
  grid.code,
  grid.name,
  plan.plan,
  plan.document,
  plan.approved_by,
  plan.decided_by,
  plan.decided_at,
  plan.valid_from,
  plan.valid_to
from views.responsibility_building as building
join views.responsibility_place as place on place.building = building.building
join views.responsibility_plan as plan on plan.tessellation = place.tessellation
join views.responsibility_atom as atom on atom.plan = plan.plan and atom.atom = place.atom
join views.responsibility_grid as grid on grid.plan = plan.plan and grid.grid = atom.grid
where building.building = %(building)s
  and plan.valid_from is not null
  and (plan.valid_to is null or plan.valid_from < plan.valid_to)
  and (%(at)s::timestamptz is null or plan.valid_from <= %(at)s::timestamptz)
order by plan.valid_from
