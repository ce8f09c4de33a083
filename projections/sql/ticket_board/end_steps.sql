update ticket_board_step as step
set valid_to = ended.valid_to
from unnest(%b::text[], %b::bigint[], %b::timestamptz[]) as ended (ticket, position, valid_to)
where step.ticket = ended.ticket
  and step.position = ended.position
