update household_history_visit as visit
set household = told.household,
  visited_at = told.visited_at,
  community = home.community
from unnest(%b::text[], %b::text[], %b::timestamptz[]) as told (visit, household, visited_at)
left join household_history_household as home on home.household = told.household
where visit.visit = told.visit
