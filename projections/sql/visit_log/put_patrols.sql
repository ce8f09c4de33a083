insert into visit_log_patrol (patrol, community, grid, warden, walked_at, found, tickets, position)
select patrol, community, grid, warden, walked_at, found, coalesce(string_to_array(nullif(tickets, ''), ' '), '{}'), position
from unnest(
  %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::text[]::jsonb[], %b::text[], %b::bigint[]
) as told (patrol, community, grid, warden, walked_at, found, tickets, position)
