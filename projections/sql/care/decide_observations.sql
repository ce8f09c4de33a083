update care_observation as observation
set outcome = told.outcome,
  decided_by = told.decided_by,
  decided_at = told.decided_at
from unnest(%b::text[], %b::text[], %b::text[], %b::timestamptz[]) as told (observation, outcome, decided_by, decided_at)
where observation.observation = told.observation
