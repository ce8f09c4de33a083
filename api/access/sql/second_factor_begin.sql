insert into accounts.second_factor as factor (account, sealed, begun_at)
values (%(account)s, %(sealed)s, %(now)s)
on conflict (account) do update
set sealed = excluded.sealed,
  begun_at = excluded.begun_at,
  last_step = 0
where factor.confirmed_at is null
