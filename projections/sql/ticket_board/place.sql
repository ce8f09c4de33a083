select
  ticket.ticket,
  ticket.community,
  step.grid
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_from <= now()
  and (step.valid_to is null or now() < step.valid_to)
where ticket.ticket = %(ticket)s
  or ticket.number = %(ticket)s
