-- as they stood then, of those closed in that time and not opened again
select ticket.category, ticket.reported_at, step.closed_at, step.due_at
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (step.valid_to is null or coalesce(%(at)s::timestamptz, now()) < step.valid_to)
where ticket.community = %(community)s
  and ticket.parent is null
  and step.status = 'closed'
  and step.closed_at >= %(since)s
  and step.closed_at < %(until)s
order by ticket.category, ticket.reported_at, ticket.number
