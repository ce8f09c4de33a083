delete from ticket_board_closing
where ticket = any (%(tickets)s)
