update situation_map_visit as visit
set community = told.community,
  building = told.building,
  purpose = told.purpose,
  visited_at = told.visited_at
from unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[]) as told (visit, community, building, purpose, visited_at)
where visit.visit = told.visit
