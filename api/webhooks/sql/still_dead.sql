update feed.dead_letter
set
  attempts = attempts + 1,
  error = %(error)s,
  failed_at = %(at)s,
  is_wanted = false
where subscription = %(subscription)s
  and position = %(position)s
