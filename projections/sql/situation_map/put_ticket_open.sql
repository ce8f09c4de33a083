insert into situation_map_ticket_open (ticket, position, valid_from, is_open, community)
select told.ticket, told.position, told.valid_from, told.is_open, own.community
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::boolean[]) as told (ticket, position, valid_from, is_open)
left join situation_map_ticket as own on own.ticket = told.ticket
