select post, warden, starts_at, ends_at
from views.responsibility_stand_in
where post = any (%(posts)s)
order by position
