insert into situation_map_ticket_open (ticket, position, valid_from, is_open)
select ticket, position, valid_from, is_open
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::boolean[]) as told (ticket, position, valid_from, is_open)
