with made as (
  delete from ticket_board_tally
  where ticket = any (%(tickets)s)
  returning community, of, since, filed, handled, closed, due, in_time, extended, closings, standing, undone, asked, content, -1 as sign
)
-- here: add_months.sql
