-- ticket_board_step_last: the last step; where that is a change of grid, which may lie ahead, all of them
select to_jsonb(step)
from ticket_board_step as last
join ticket_board_step as step
  on step.ticket = last.ticket
  and (step.position = last.position or last.moved is not null)
where last.ticket = any (%s)
  and last.valid_to is null
order by step.position
