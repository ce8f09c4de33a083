update feed.subscription
set
  paused_why = null,
  failures = 0,
  dead_in_a_row = 0
where subscription = %(subscription)s
