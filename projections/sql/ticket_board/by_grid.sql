-- by the grid they lay in then: how many came in and were closed in that time, how many stood open and late at the end
select
  step.grid,
  count(*) filter (where ticket.reported_at >= %(since)s and ticket.reported_at < %(until)s)::integer as reported,
  count(*) filter (where step.status = 'closed' and step.closed_at >= %(since)s and step.closed_at < %(until)s)::integer as closed,
  count(*) filter (where step.status <> 'closed')::integer as open,
  count(*) filter (where step.status <> 'closed' and step.due_at < coalesce(step.stopped_at, %(at)s::timestamptz, now()))::integer as overdue
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (step.valid_to is null or coalesce(%(at)s::timestamptz, now()) < step.valid_to)
where ticket.community = any (%(communities)s)
  and ticket.parent is null
  and (%(grids)s::text[] is null or step.grid = any (%(grids)s))
group by step.grid
order by step.grid
