select session, opened_at, seen_at, expires_at, address, agent, means, is_narrow
from accounts.session
where account = %(account)s
  and expires_at > %(now)s
  and seen_at > %(idle_since)s
order by seen_at desc, opened_at desc
