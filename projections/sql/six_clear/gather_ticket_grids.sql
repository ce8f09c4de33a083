-- of each of these tickets in its one row: since when in which grid
update six_clear_matter as matter
set grid_since = place.since,
  grids = place.grids
from (
  select
    ticket,
    array_agg(valid_from order by valid_from, position) as since,
    array_agg(grid order by valid_from, position) as grids
  from six_clear_ticket_grid
  where ticket = any (%(tickets)s)
  group by ticket
) as place
where matter.matter = place.ticket
