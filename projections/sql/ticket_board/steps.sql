-- ticket_board_ticket_community, then the steps of each by key
select step.effective_at, ticket.number, ticket.ticket, ticket.category, step.name, step.status, step.level, step.responsible, step.grid
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step on step.ticket = ticket.ticket
where ticket.community = any (%(communities)s)
  and step.effective_at >= %(since)s
  and step.effective_at < %(until)s
  and (%(grids)s::text[] is null or step.grid = any (%(grids)s))
order by step.effective_at, step.position
