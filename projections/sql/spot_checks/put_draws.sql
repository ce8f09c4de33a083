insert into spot_checks_draw (community, on_day, seed, visits_after, visits_through, per_warden, position)
select community, on_day, seed, visits_after, visits_through, per_warden, position
from unnest(%b::text[], %b::date[], %b::text[], %b::bigint[], %b::bigint[], %b::integer[], %b::bigint[]) as told (
  community, on_day, seed, visits_after, visits_through, per_warden, position
)
