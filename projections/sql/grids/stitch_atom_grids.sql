update grids_atom_grid as held
set valid_to = plan.valid_to
from grids_plan as plan
where plan.community = any (%s)
  and held.plan = plan.plan
  and held.valid_to is distinct from plan.valid_to
