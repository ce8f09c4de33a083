update feed.subscription
set
  failures = failures + 1,
  last_error = %(error)s
where subscription = %(subscription)s
