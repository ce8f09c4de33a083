with over as (
  delete from accounts.session
  where expires_at < %(now)s::timestamptz - interval '30 days'
)
insert into accounts.session (token_hash, account, opened_at, seen_at, expires_at, session, address, agent, means, is_narrow)
values (%(hash)s, %(account)s, %(now)s, %(now)s, %(ends)s, %(session)s, %(address)s, %(agent)s, %(means)s, %(is_narrow)s)
