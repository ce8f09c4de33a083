update six_clear_building as building
set is_replaced = told.is_replaced
from unnest(%b::text[], %b::boolean[]) as told (building, is_replaced)
where building.building = told.building
