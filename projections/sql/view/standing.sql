select
  positions.name as view,
  positions.version,
  positions.position,
  (select count(*) from views.parked where parked.view = positions.name)::integer as parked
from views.positions
order by positions.name
