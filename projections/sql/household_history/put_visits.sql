insert into household_history_visit (visit, household, warden, visited_at, position)
select visit, household, warden, visited_at, position
from unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::bigint[]) as told (visit, household, warden, visited_at, position)
