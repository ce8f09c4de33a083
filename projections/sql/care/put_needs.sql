insert into care_need (need, kind, community, household, person, category, recorded_by, recorded_at, sealed, position)
select need, kind, community, household, person, category, recorded_by, recorded_at, sealed, position
from unnest(
  %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::text[]::jsonb[], %b::bigint[]
) as told (need, kind, community, household, person, category, recorded_by, recorded_at, sealed, position)
