insert into responsibility_line (position, duty, name, post, wardens, effective_at, recorded_at, actor, role, told, document, reason)
select position, duty, name, post, wardens::text[], effective_at, recorded_at, actor, role, told::jsonb, document, reason
from unnest(
  %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::text[],
  %s::text[], %s::text[], %s::text[]
) as told (position, duty, name, post, wardens, effective_at, recorded_at, actor, role, told, document, reason)
