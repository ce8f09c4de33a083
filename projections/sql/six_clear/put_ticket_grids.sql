insert into six_clear_ticket_grid (ticket, position, valid_from, grid)
select ticket, position, valid_from, grid
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::text[]) as told (ticket, position, valid_from, grid)
