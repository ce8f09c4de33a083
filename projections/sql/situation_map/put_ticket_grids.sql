insert into situation_map_ticket_grid (ticket, position, valid_from, grid)
select ticket, position, valid_from, grid
from unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::text[]) as told (ticket, position, valid_from, grid)
