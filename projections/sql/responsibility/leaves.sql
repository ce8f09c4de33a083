select leave, warden, starts_at, ends_at
from views.responsibility_leave
where warden = any (%(wardens)s)
order by starts_at, leave
