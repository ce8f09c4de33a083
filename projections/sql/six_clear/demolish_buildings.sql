update six_clear_building as building
set demolished_on = told.demolished_on
from unnest(%b::text[], %b::date[]) as told (building, demolished_on)
where building.building = told.building
