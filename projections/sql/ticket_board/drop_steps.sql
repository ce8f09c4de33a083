delete from ticket_board_step as step
using unnest(%b::text[], %b::bigint[]) as again (ticket, position)
where step.ticket = again.ticket
  and step.position = again.position
