insert into household_history_visit (visit, household, warden, visited_at, position)
select visit, household, warden, visited_at, position
from unnest(%b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::bigint[]) as told (visit, household, warden, visited_at, position)
