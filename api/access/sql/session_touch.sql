-- seen_at is written once a minute at most: a question that finds it younger reads alone, and waits for no disk
with live as materialized (
  select session.token_hash, session.seen_at, session.session, session.is_narrow, session.means,
    account.account, account.role, account.name, account.warden, account.communities
  from accounts.session as session
  join accounts.account as account on account.account = session.account
  where session.token_hash = %(hash)s
    and session.expires_at > %(now)s
    and session.seen_at > %(idle_since)s
    and account.is_open
),
touched as (
  update accounts.session as session
  set seen_at = %(now)s
  from live
  where session.token_hash = live.token_hash
    and live.seen_at < %(now)s::timestamptz - interval '1 minute'
)
select account, role, name, warden, communities, session, is_narrow, means,
  pg_postmaster_start_time() || ' ' || pg_current_snapshot() as state
from live
