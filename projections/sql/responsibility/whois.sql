-- the plan in force that holds the building; where none does, its community's
select
  building.building,
  coalesce(plan.community, building.community) as community,
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
left join lateral (
  select plan.*, place.atom
  from views.responsibility_plan as plan
  left join views.responsibility_place as place on place.building = building.building and place.tessellation = plan.tessellation
  where (plan.community = building.community or place.building is not null)
    and plan.valid_from <= coalesce(%(at)s::timestamptz, now())
    and (plan.valid_to is null or coalesce(%(at)s::timestamptz, now()) < plan.valid_to)
  order by place.building is null, plan.valid_from desc
  limit 1
) as plan on true
left join views.responsibility_atom as atom on atom.plan = plan.plan and atom.atom = plan.atom
left join views.responsibility_grid as grid on grid.plan = plan.plan and grid.grid = atom.grid
where building.building = %(building)s
