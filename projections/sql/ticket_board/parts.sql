-- ticket_board_ticket_parent
select
  ticket.ticket,
  ticket.number,
  step.responsible,
  step.level,
  step.status,
  step.due_at
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_to is null
where ticket.parent = %(ticket)s
order by ticket.number
