insert into ticket_affairs_place (ticket, position, since, grid, community)
select told.ticket, told.position, told.since, told.grid, own.community
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::text[]) as told (ticket, position, since, grid)
left join ticket_affairs_ticket as own on own.ticket = told.ticket
