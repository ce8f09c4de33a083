-- the limits keep the planner to the ticket's own rows
select
  ticket.building,
  grid.grid,
  ticket.category,
  count(*)::integer as tickets,
  count(*) filter (where open.is_open)::integer as open,
  max(ticket.reported_at) as last_reported_at
from views.situation_map_ticket as ticket
left join lateral (
  select open.is_open
  from views.situation_map_ticket_open as open
  where open.ticket = ticket.ticket
    and open.valid_from <= coalesce(%(at)s::timestamptz, now())
    and (open.valid_to is null or coalesce(%(at)s::timestamptz, now()) < open.valid_to)
  limit 1
) as open on true
left join lateral (
  select grid.grid
  from views.situation_map_ticket_grid as grid
  where grid.ticket = ticket.ticket
    and grid.valid_from <= coalesce(%(at)s::timestamptz, now())
    and (grid.valid_to is null or coalesce(%(at)s::timestamptz, now()) < grid.valid_to)
  limit 1
) as grid on true
where ticket.community = any (%(communities)s)
  and ticket.reported_at <= coalesce(%(at)s::timestamptz, now())
group by ticket.building, grid.grid, ticket.category
order by ticket.building, grid.grid, ticket.category
