insert into situation_map_ticket_open (ticket, position, valid_from, is_open)
select ticket, position, valid_from, is_open
from unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::boolean[]) as told (ticket, position, valid_from, is_open)
