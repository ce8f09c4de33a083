update grids_plan as plan
set ended_at = told.ended_at
from unnest(%b::text[], %b::timestamptz[]) as told (community, ended_at)
where plan.community = told.community
  and plan.valid_from is not null
