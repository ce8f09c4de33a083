update grids_building as building
set dwellings = told.dwellings,
  basis = told.basis,
  basis_note = told.reason
from unnest(%b::text[], %b::integer[], %b::text[], %b::text[]) as told (building, dwellings, basis, reason)
where building.building = told.building
