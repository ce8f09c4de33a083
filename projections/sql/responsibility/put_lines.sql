insert into responsibility_line (position, duty, name, post, wardens, effective_at, recorded_at, actor, role, told, document, reason)
select position, duty, name, post, wardens::text[], effective_at, recorded_at, actor, role, told::jsonb, document, reason
from unnest(
  %b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::timestamptz[], %b::text[], %b::text[],
  %b::text[], %b::text[], %b::text[]
) as told (position, duty, name, post, wardens, effective_at, recorded_at, actor, role, told, document, reason)
