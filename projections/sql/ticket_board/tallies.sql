select
  step.grid,
  count(*) filter (where step.status <> 'closed')::integer as open,
  count(*) filter (where step.status <> 'closed' and step.due_at < coalesce(step.stopped_at, %(at)s::timestamptz, now()))::integer as overdue,
  count(*) filter (where step.status = 'closed')::integer as closed
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (step.valid_to is null or coalesce(%(at)s::timestamptz, now()) < step.valid_to)
where ticket.community = %(community)s
group by step.grid
order by step.grid
