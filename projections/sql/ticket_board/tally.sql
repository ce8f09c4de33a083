select
  tally.ticket, tally.community, nullif(tally.grid, '') as grid, tally.filed, tally.handled, tally.closed, tally.due, tally.in_time,
  tally.extended, tally.closings, tally.standing, tally.undone, tally.asked, tally.content
from views.ticket_board_tally as tally
where tally.community = any (%(communities)s)
