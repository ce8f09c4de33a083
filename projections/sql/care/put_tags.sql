insert into care_tag (tags, number, person, community, expires_on, set_by, set_at, sealed, position)
select tags, number, person, community, expires_on, set_by, set_at, sealed, position
from unnest(
  %b::text[], %b::integer[], %b::text[], %b::text[], %b::date[], %b::text[], %b::timestamptz[], %b::text[]::jsonb[], %b::bigint[]
) as told (tags, number, person, community, expires_on, set_by, set_at, sealed, position)
