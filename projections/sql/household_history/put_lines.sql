insert into household_history_line (
  position, household, name, effective_at, recorded_at, actor, role, changes, sealed, plan, document, reason, community
)
select
  told.position, told.household, told.name, told.effective_at, told.recorded_at, told.actor, told.role, told.changes::jsonb,
  told.sealed::jsonb, told.plan, told.document, told.reason, home.community
from unnest(
  %b::bigint[], %b::text[], %b::text[], %b::timestamptz[], %b::timestamptz[], %b::text[], %b::text[], %b::text[], %b::text[],
  %b::text[], %b::text[], %b::text[]
) as told (position, household, name, effective_at, recorded_at, actor, role, changes, sealed, plan, document, reason)
left join household_history_household as home on home.household = told.household
