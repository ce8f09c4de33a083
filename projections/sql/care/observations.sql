-- care_observation_community
select observation, grid, building, household, submitted_by, submitted_at, sealed, outcome, decided_by, decided_at
from views.care_observation
where community = any (%(communities)s)
  and (not %(open_only)s or outcome is null)
  and (%(grids)s::text[] is null or grid = any (%(grids)s))
order by position
