-- ticket_board_ticket_community: by due time, those without one last; the key of the page before is found by its ticket
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
  ticket.reported_at,
  step.due_at,
  step.stopped_at,
  step.stopped_until,
  step.reply_owed,
  step.reply_owed_since,
  step.closed_at,
  step.times_reopened,
  step.satisfaction,
  coalesce(step.status <> 'closed' and step.due_at < coalesce(step.stopped_at, %(at)s::timestamptz, now()), false) as is_overdue
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (step.valid_to is null or coalesce(%(at)s::timestamptz, now()) < step.valid_to)
where (%(communities)s::text[] is null or ticket.community = any (%(communities)s))
  and (%(grids)s::text[] is null or step.grid = any (%(grids)s))
  and (%(statuses)s::text[] is null or step.status = any (%(statuses)s))
  and (%(category)s::text is null or ticket.category = %(category)s)
  and (%(kind)s::text is null or ticket.kind = %(kind)s)
  and (%(responsible)s::text is null or step.responsible = %(responsible)s)
  and (
    %(overdue)s::boolean is null
    or coalesce(step.status <> 'closed' and step.due_at < coalesce(step.stopped_at, %(at)s::timestamptz, now()), false) = %(overdue)s
  )
  and (
    %(after)s::text is null
    or (coalesce(ticket.due_at, 'infinity'), ticket.number) > (
      select coalesce(last.due_at, 'infinity'), last.number
      from views.ticket_board_ticket as last
      where last.ticket = %(after)s
    )
  )
order by coalesce(ticket.due_at, 'infinity'), ticket.number
limit %(limit)s
