update grids_building as building
set dwellings = told.dwellings,
  basis = told.basis,
  basis_note = told.reason
from unnest(%s::text[], %s::integer[], %s::text[], %s::text[]) as told (building, dwellings, basis, reason)
where building.building = told.building
