/* Records in the name of an account to which nobody had signed in for longer than a session lasts: the first of each. Nothing of a
simulated journal, whose times are told, nor of before the log of the door. */
with marks as (
  select
    actor as account,
    recorded_at as at,
    position,
    null::timestamptz as signed_in
  from journal.events
  where actor in (select account from accounts.account union select account from accounts.access_log where act = 'account_opened')
    and recorded_at >= (select min(recorded_at) from accounts.access_log)
    and not (select simulated from journal.mode)
  union all
  select
    account,
    recorded_at,
    null,
    recorded_at
  from accounts.access_log
  where act = 'signed_in'
    and account is not null
), seen as (
  select
    account,
    position,
    at,
    max(signed_in) over (partition by account order by at, position nulls first) as signed_in
  from marks
)
select
  account,
  min(position) as position
from seen
where position is not null
  and (signed_in is null or signed_in < at - %(longest)s)
group by account
order by 2
