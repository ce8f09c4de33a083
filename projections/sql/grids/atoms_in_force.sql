-- grids_atom_grid_atom; of atoms that touch the place, those of the plan in force then
select
  atom_grid.tessellation,
  atom_grid.atom,
  plan.community,
  atom_grid.grid,
  grid.code,
  grid.name,
  grid.kind,
  plan.plan,
  plan.document
from unnest(%(tessellations)s::text[], %(atoms)s::integer[]) as hit (tessellation, atom)
join views.grids_atom_grid as atom_grid on atom_grid.tessellation = hit.tessellation and atom_grid.atom = hit.atom
join views.grids_plan as plan on plan.plan = atom_grid.plan
join views.grids_plan_grid as grid on grid.plan = plan.plan and grid.grid = atom_grid.grid
where atom_grid.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (atom_grid.valid_to is null or coalesce(%(at)s::timestamptz, now()) < atom_grid.valid_to)
order by atom_grid.tessellation, atom_grid.atom
