-- what is left where everything was taken back is no row of a rebuild
delete from ticket_board_month
where community = any (
    select distinct community
    from ticket_board_ticket
    where ticket = any (%(tickets)s)
  )
  and (filed, handled, closed, due, in_time, extended, closings, standing, undone, asked, content) = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
