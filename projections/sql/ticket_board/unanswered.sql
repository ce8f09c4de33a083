-- ticket_board_step_owed
select
  ticket.ticket,
  ticket.number,
  ticket.category,
  ticket.community,
  ticket.building,
  ticket.lon,
  ticket.lat,
  step.grid as grid_now,
  step.responsible,
  step.level,
  step.reply_owed_since
from views.ticket_board_step as step
join views.ticket_board_ticket as ticket on ticket.ticket = step.ticket
where step.community = any (%(communities)s)
  and step.reply_owed is not null
  and tstzrange(step.valid_from, step.valid_to) @> coalesce(%(at)s::timestamptz, now())
order by step.reply_owed_since, ticket.number
