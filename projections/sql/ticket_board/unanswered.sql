select
  ticket.ticket,
  ticket.number,
  ticket.category,
  step.grid as grid_now,
  step.responsible,
  step.level,
  step.reply_owed_since
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (step.valid_to is null or coalesce(%(at)s::timestamptz, now()) < step.valid_to)
where ticket.community = any (%(communities)s)
  and step.reply_owed is not null
order by step.reply_owed_since, ticket.number
