/* Sessions that the log of the door tells of no sign-in to: somebody put the token's hash in. Those from before it named them are believed
while they last, twelve hours at most. */
with named as (
  select
    account,
    told ->> 'session' as session,
    at
  from accounts.access_log
  where act = 'signed_in'
    and told ? 'session'
)
select distinct session.account
from accounts.session as session
where not exists (
    select
    from named
    where named.account = session.account
      and named.session = session.session
  )
  and (
    session.opened_at >= (select min(at) from named)
    or session.expires_at > session.opened_at + %(longest)s
  )
order by 1
