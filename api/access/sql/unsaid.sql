-- Accounts that are not what the log of the door says they became. Those older than the log are believed until it tells of them.
with roles as (
  select distinct on (account)
    account,
    told ->> 'role' as role
  from accounts.access_log
  where act in ('account_opened', 'role_changed')
  order by account, id desc
), doors as (
  select distinct on (account)
    account,
    act = 'account_closed' as is_closed
  from accounts.access_log
  where act in ('account_opened', 'account_closed', 'account_reopened')
  order by account, id desc
)
select
  coalesce(held.account, roles.account) as account,
  case
    when held.account is null then 'account.gone'
    when roles.account is null then 'account.unsaid'
    when roles.role <> held.role then 'account.other_role'
    when doors.is_closed then 'account.reopened'
    else 'account.closed'
  end as code
from accounts.account as held
full join roles on roles.account = held.account
left join doors on doors.account = held.account
where held.account is null
  or (roles.account is null and held.created_at >= (select min(at) from accounts.access_log))
  or roles.role <> held.role
  or doors.is_closed <> (held.closed_at is not null)
order by 1
