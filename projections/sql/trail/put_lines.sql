insert into trail_line (position, stream, version, name, community, actor, role, effective_at, recorded_at, document)
select position, stream, version, name, community, actor, role, effective_at, recorded_at, document
from unnest(
  %b::bigint[], %b::text[], %b::integer[], %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::timestamptz[], %b::text[]
) as told (position, stream, version, name, community, actor, role, effective_at, recorded_at, document)
