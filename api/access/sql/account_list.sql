select account.account, account.role, account.name, account.warden, account.communities, account.is_open,
  account.password_hash is not null as has_password,
  factor.confirmed_at is not null as has_second_factor,
  (
    select count(*)
    from accounts.session
    where session.account = account.account
      and session.expires_at > %(now)s
      and session.seen_at > %(idle_since)s
  ) as sessions,
  (
    select max(log.at)
    from accounts.access_log as log
    where log.account = account.account
      and log.act = 'signed_in'
  ) as signed_in_at,
  case when account.reset_until > %(now)s then account.reset_until end as code_until
from accounts.account as account
left join accounts.second_factor as factor on factor.account = account.account
order by account.role, account.account
