select away.leave, away.warden, away.starts_at, away.ends_at
from views.responsibility_leave as away
where away.warden = any (%(wardens)s)
  and away.starts_at < %(until)s
  and %(since)s < away.ends_at
order by away.starts_at, away.leave
