with over as (
  delete from accounts.logout_token
  where taken_until < %(now)s::timestamptz - interval '1 day'
)
insert into accounts.logout_token (jti_hash, taken_until)
values (%(jti)s, %(until)s)
on conflict (jti_hash) do nothing
