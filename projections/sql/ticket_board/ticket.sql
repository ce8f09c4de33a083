select
  ticket.ticket,
  ticket.number,
  ticket.community,
  ticket.channel,
  ticket.category,
  step.scope,
  step.handling,
  ticket.kind,
  ticket.parent,
  ticket.building,
  ticket.lon,
  ticket.lat,
  ticket.grid_then,
  step.grid as grid_now,
  ticket.household,
  ticket.first_responder,
  step.first_handler,
  step.responsible,
  step.warden,
  step.level,
  step.status,
  step.is_handled,
  step.is_told,
  step.satisfaction,
  step.outcome,
  step.closed_level,
  step.closed_at,
  step.times_reopened,
  ticket.reported_at,
  step.due_at,
  step.stopped_at,
  step.stopped_until,
  step.reply_owed,
  step.reply_owed_since,
  ticket.clause,
  ticket.text,
  ticket.reporter,
  step.valid_from,
  step.valid_to,
  coalesce(step.status <> 'closed' and step.due_at < coalesce(step.stopped_at, %(at)s::timestamptz, now()), false) as is_overdue
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (step.valid_to is null or coalesce(%(at)s::timestamptz, now()) < step.valid_to)
where ticket.ticket = %(ticket)s
  or ticket.number = %(ticket)s
