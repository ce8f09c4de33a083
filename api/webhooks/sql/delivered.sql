-- of two that deliver at the same time the one that is ahead counts
update feed.subscription
set
  position = greatest(position, %(position)s::bigint),
  failures = 0,
  dead_in_a_row = 0,
  last_error = null,
  delivered_at = %(at)s
where subscription = %(subscription)s
