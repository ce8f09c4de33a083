insert into ticket_affairs_place (ticket, position, since, grid)
select ticket, position, since, grid
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::text[]) as told (ticket, position, since, grid)
