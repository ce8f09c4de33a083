insert into household_history_line (
  position, household, name, effective_at, recorded_at, actor, role, changes, sealed, plan, document, reason
)
select position, household, name, effective_at, recorded_at, actor, role, changes::jsonb, sealed::jsonb, plan, document, reason
from unnest(
  %b::bigint[], %b::text[], %b::text[], %b::timestamptz[], %b::timestamptz[], %b::text[], %b::text[], %b::text[], %b::text[],
  %b::text[], %b::text[], %b::text[]
) as told (position, household, name, effective_at, recorded_at, actor, role, changes, sealed, plan, document, reason)
