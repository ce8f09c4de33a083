update visit_log_round as round
set closed_on = told.closed_on,
  households = told.households,
  visited = told.visited
from unnest(%b::text[], %b::date[], %b::integer[], %b::integer[]) as told (round, closed_on, households, visited)
where round.round = told.round
