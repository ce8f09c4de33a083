-- parts are counted with their whole
insert into ticket_board_closing (
  ticket, position, community, grid, category, scope, level, building, lon, lat, reported_at, closed_at, due_at, took, valid_from, valid_to
)
select
  step.ticket, step.position, ticket.community, step.grid, ticket.category, step.scope, step.closed_level, ticket.building, ticket.lon,
  ticket.lat, ticket.reported_at, step.closed_at, step.due_at, extract(epoch from step.closed_at - ticket.reported_at), step.valid_from,
  step.valid_to
from ticket_board_step as step
join ticket_board_ticket as ticket on ticket.ticket = step.ticket
where step.ticket = any (%(tickets)s)
  and step.status = 'closed'
  and ticket.parent is null
