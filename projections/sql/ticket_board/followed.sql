-- by the number that its reporter was given, letters that are misread as digits taken for them: how it stands, and nothing else
select
  ticket.number,
  step.status,
  step.due_at
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step on step.ticket = ticket.ticket
where translate(ticket.number, 'OIL', '011') = translate(upper(%(number)s), 'OIL', '011')
  and step.valid_from <= %(at)s
  and (step.valid_to is null or %(at)s < step.valid_to)
order by ticket.number = %(number)s desc
limit 2
