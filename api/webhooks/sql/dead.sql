select position, attempts, error, failed_at, is_wanted
from feed.dead_letter
where subscription = %(subscription)s
order by position
