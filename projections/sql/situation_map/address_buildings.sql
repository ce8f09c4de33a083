update situation_map_building as building
set name = told.name,
  address = told.address
from unnest(%b::text[], %b::text[], %b::text[]) as told (building, name, address)
where building.building = told.building
