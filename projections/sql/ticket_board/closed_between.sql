select distinct step.ticket
from views.ticket_board_step as step
join views.ticket_board_ticket as ticket on ticket.ticket = step.ticket
where ticket.community = %(community)s
  and step.name = 'ticket.closed'
  and step.position > %(after)s
  and step.position <= %(through)s
order by step.ticket
