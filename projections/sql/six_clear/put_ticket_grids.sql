insert into six_clear_ticket_grid (ticket, position, valid_from, grid, community)
select told.ticket, told.position, told.valid_from, told.grid, own.community
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::text[]) as told (ticket, position, valid_from, grid)
left join six_clear_matter as own on own.matter = told.ticket
