-- as they stood then, of those closed in that time and not opened again; the parts of a matter are counted with their whole
select
  step.scope,
  step.closed_level as level,
  count(*)::integer as closed
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
group by step.scope, step.closed_level
order by step.scope, step.closed_level
