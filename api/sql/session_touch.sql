update accounts.session
set seen_at = %(now)s
from accounts.account
where session.token_hash = %(hash)s
  and session.expires_at > %(now)s
  and session.seen_at > %(idle_since)s
  and account.account = session.account
  and account.is_open
returning account.account, account.role, account.name, account.warden, account.communities
