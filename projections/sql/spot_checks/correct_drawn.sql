update spot_checks_drawn as drawn
set household = told.household
from unnest(%b::text[], %b::text[]) as told (visit, household)
where drawn.visit = told.visit
