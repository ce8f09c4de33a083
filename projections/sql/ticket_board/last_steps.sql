-- ticket_board_step_last
select to_jsonb(step)
from ticket_board_step as step
where ticket = any (%s)
  and valid_to is null
