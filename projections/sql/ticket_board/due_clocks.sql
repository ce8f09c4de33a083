-- ticket_board_step_clock
select step.ticket
from views.ticket_board_step as step
where step.valid_to is null
  and step.status <> 'closed'
  and least(step.due_at, step.stopped_until) < coalesce(%(at)s::timestamptz, now())
order by step.ticket
