insert into household_history_visit (visit, household, warden, visited_at, position, community)
select told.visit, told.household, told.warden, told.visited_at, told.position, home.community
from unnest(%b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::bigint[]) as told (visit, household, warden, visited_at, position)
left join household_history_household as home on home.household = told.household
