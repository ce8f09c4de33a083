-- every building these households ever lived in: a move changes what is counted in the one they left
select distinct stay.building
from grids_stay as stay
where stay.household = any (%s)
  and stay.building is not null
order by stay.building
