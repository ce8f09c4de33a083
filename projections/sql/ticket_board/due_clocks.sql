-- ticket_board_step_clock
select
  step.ticket,
  least(step.due_at, step.stopped_until) as at
from views.ticket_board_step as step
join views.ticket_board_ticket as ticket on ticket.ticket = step.ticket
where step.valid_to is null
  and step.status <> 'closed'
  and least(step.due_at, step.stopped_until) < coalesce(%(at)s::timestamptz, now())
  and (%(community)s::text is null or ticket.community = %(community)s)
order by at, step.ticket
