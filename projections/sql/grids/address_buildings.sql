update grids_building as building
set name = told.name,
  address = told.address,
  estate = told.estate,
  number = told.number
from unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::text[]) as told (building, name, address, estate, number)
where building.building = told.building
