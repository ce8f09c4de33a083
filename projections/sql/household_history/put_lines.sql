insert into household_history_line (
  position, household, name, effective_at, recorded_at, actor, role, changes, sealed, plan, document, reason
)
select position, household, name, effective_at, recorded_at, actor, role, changes::jsonb, sealed::jsonb, plan, document, reason
from unnest(
  %s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[],
  %s::text[], %s::text[], %s::text[]
) as told (position, household, name, effective_at, recorded_at, actor, role, changes, sealed, plan, document, reason)
