update six_clear_building as building
set dwellings = told.dwellings
from unnest(%b::text[], %b::integer[]) as told (building, dwellings)
where building.building = told.building
