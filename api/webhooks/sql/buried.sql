-- the event is a dead letter, and the next one is tried
with moved as (
  update feed.subscription
  set
    position = greatest(position, %(position)s::bigint),
    failures = 0,
    dead_in_a_row = dead_in_a_row + 1,
    last_error = %(error)s,
    paused_why = case when dead_in_a_row + 1 >= %(pause_after)s then %(error)s else paused_why end
  where subscription = %(subscription)s
  returning subscription
)
insert into feed.dead_letter (subscription, position, attempts, error, failed_at)
select subscription, %(position)s::bigint, %(attempts)s, %(error)s, %(at)s
from moved
on conflict (subscription, position) do nothing
