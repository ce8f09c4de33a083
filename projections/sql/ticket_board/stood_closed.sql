from views.ticket_board_closing as closing
where closing.community = any (%(communities)s)
  and closing.closed_at >= %(since)s
  and closing.closed_at < %(until)s
  and closing.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (closing.valid_to is null or coalesce(%(at)s::timestamptz, now()) < closing.valid_to)
