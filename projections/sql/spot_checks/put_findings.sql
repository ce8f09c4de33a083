insert into spot_checks_finding (visit, community, warden, found_by, found_at, proposes, clause, status, position)
select visit, community, warden, found_by, found_at, proposes, clause, 'waiting', position
from unnest(
  %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::text[], %b::text[], %b::bigint[]
) as told (visit, community, warden, found_by, found_at, proposes, clause, position)
