-- ticket_board_step_pkey
select ticket, name, effective_at, status, level
from views.ticket_board_step
where ticket = any (%(tickets)s)
  and valid_from <= now()
order by ticket, position
