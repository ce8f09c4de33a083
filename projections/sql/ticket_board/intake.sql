-- ticket_board_ticket_reported: whoever came first stands first; a part of a matter waits for its body, not in the hall
select
  ticket.ticket,
  ticket.number,
  ticket.channel,
  ticket.category,
  step.scope,
  step.handling,
  ticket.kind,
  step.grid as grid_now,
  ticket.first_responder,
  step.responsible,
  ticket.reported_at,
  step.due_at,
  (extract(epoch from coalesce(%(at)s::timestamptz, now()) - ticket.reported_at) / 60)::bigint as waiting_minutes
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (step.valid_to is null or coalesce(%(at)s::timestamptz, now()) < step.valid_to)
where ticket.community = %(community)s
  and step.status = 'reported'
  and ticket.parent is null
  and (%(responsible)s::text is null or step.responsible = %(responsible)s)
  and (%(category)s::text is null or ticket.category = %(category)s)
  and (%(grids)s::text[] is null or step.grid = any (%(grids)s))
order by ticket.reported_at, ticket.number
limit %(limit)s
